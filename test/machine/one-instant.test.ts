import { describe, expect, test } from "vitest";
import { ms } from "../../src/base/time.ts";
import { at, compute, endsMs, group, history, io, machine, scenario, simulate } from "../threads/fixtures.ts";

const roundRobin = machine({ scheduler: { policy: "round-robin", quantum: ms(4) } });

describe("what happens at one instant, happens in this order (rule 1)", () => {
  test("a wake-up comes before the end of a quantum", () => {
    const input = scenario([group("io", [io(4), compute(4)]), group("cpu", [compute(8)])], {
      machine: roundRobin,
    });
    expect(endsMs(input)).toEqual([8, 12]);
  });

  test("an arrival comes before the end of a quantum, whichever was known first", () => {
    const arrivals = { kind: "list", times: [ms(0), ms(4), ms(8)] } as const;
    const input = scenario([group("t", [compute(8)], { count: 3, arrive: arrivals })], {
      machine: roundRobin,
    });
    // t0 0–4, t1 4–8 (t0 and then t2 wait), t0 8–12, t2 12–16, t1 16–20, t2 20–24.
    expect(endsMs(input)).toEqual([12, 20, 24]);
  });

  test("work that ends with its quantum is complete: nothing is preempted", () => {
    const input = scenario([group("a", [compute(4)]), group("b", [compute(4)])], { machine: roundRobin });
    const outcome = simulate(input);
    expect(history(outcome, 0)).toBe("0 threadNew, 0 threadArrive, 0 threadRunning, 4 threadEnd");
    expect(history(outcome, 1)).toBe("0 threadNew, 0 threadArrive, 4 threadRunning, 8 threadEnd");
  });

  test("who goes on computing when its quantum has ended at that very instant is preempted first", () => {
    const input = scenario([group("a", [compute(4), compute(1)]), group("b", [compute(2)])], {
      machine: roundRobin,
    });
    expect(endsMs(input)).toEqual([7, 6]);
  });

  test("completions of several cores come in the order in which their work began", () => {
    const input = scenario(
      [
        group("a", [compute(5), io(5), compute(1)]),
        group("b", [compute(5), io(5), compute(1)]),
        group("c", [compute(20)], at(6)),
      ],
      { machine: machine({ cores: 2 }) },
    );
    // At 10 both I/Os are over; one core is free, and a was first.
    expect(endsMs(input)).toEqual([11, 12, 26]);
  });

  test("dispatch comes last: all that arrive at an instant are there before a core is filled", () => {
    const records = simulate(
      scenario([group("a", [compute(1)]), group("b", [compute(1)])], { machine: machine({ cores: 2 }) }),
    ).records.map(({ name, subject }) => `${name} ${subject}`);
    expect(records.indexOf("threadArrive 1")).toBeLessThan(records.indexOf("threadRunning 0"));
  });
});
