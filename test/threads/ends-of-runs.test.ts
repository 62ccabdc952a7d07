import { describe, expect, test } from "vitest";
import { MAX_NS, ms, ns } from "../../src/base/time.ts";
import { ClockOverflow } from "../../src/engine/clock.ts";
import { compile } from "../../src/threads/compile.ts";
import type { SimulationInput } from "../../src/threads/options.ts";
import { DEFAULT_MAX_EVENTS, Simulation } from "../../src/threads/simulation.ts";
import { nullSink } from "../../src/trace/chunk-sink.ts";
import {
  at,
  compute,
  group,
  io,
  lock,
  machine,
  measure,
  mutex,
  recordsOf,
  repeat,
  scenario,
  simulate,
  yields,
} from "./fixtures.ts";

const forever = (name: string) => group(name, [{ kind: "forever", body: [compute(10)] }]);

describe("completed", () => {
  test("when the last user thread has ended", () => {
    expect(simulate(scenario([group("t", [compute(5)])])).end).toMatchObject({
      outcome: "completed",
      endNs: ms(5),
    });
  });
  test("at once where nobody ever arrives", () => {
    expect(simulate(scenario([])).end).toEqual({ outcome: "completed", endNs: 0, events: 0 });
  });
});

describe("horizon", () => {
  const input = (until: number, more: Partial<SimulationInput> = {}) =>
    scenario([forever("t")], { until: ms(until), ...more });

  test("time stops there, wherever the last event was", () => {
    const result = measure(input(25));
    expect(result).toMatchObject({ outcome: "horizon", endNs: ms(25) });
    expect(result.cores.busyNs).toBe(ms(25));
  });

  test("what happens at that very instant still happens", () => {
    const run = simulate(scenario([group("t", [compute(10)])], { until: ms(10) }));
    expect(run.end).toMatchObject({ outcome: "completed", endNs: ms(10) });
    const late = scenario([forever("a"), group("b", [compute(1)], at(25))], { until: ms(25) });
    expect(recordsOf(simulate(late), "threadArrive")).toEqual(["0 threadArrive 0", "25 threadArrive 1"]);
  });

  test("who has yet to arrive counts as something to come", () => {
    const late = scenario([group("t", [compute(1)], at(50))], { until: ms(20) });
    expect(simulate(late).end).toMatchObject({ outcome: "horizon", endNs: ms(20) });
  });

  test("a deadlock before it is a deadlock", () => {
    const stuck = scenario([group("t", [compute(3), lock("m"), lock("m")])], {
      objects: [mutex("m")],
      until: ms(20),
    });
    expect(simulate(stuck).end).toMatchObject({ outcome: "deadlock", endNs: ms(3) });
  });
});

describe("event limit", () => {
  const input = scenario([group("t", [repeat(10, compute(1), io(1))], { count: 3 })]);
  const { events } = simulate(input).end;

  test("cuts a run off", () => {
    const { end } = simulate(input, events - 1);
    expect(end).toMatchObject({ outcome: "event-limit", events: events - 1 });
  });

  test("a run that needs exactly that many is complete", () => {
    expect(simulate(input, events).end).toMatchObject({ outcome: "completed", events });
  });

  test.each([
    ["loops", [{ kind: "forever" as const, body: [] }]],
    ["yields", [{ kind: "forever" as const, body: [yields] }]],
    ["waits of no time", [{ kind: "forever" as const, body: [io(0)] }]],
    ["rounds without number", [repeat(1e9, repeat(1e9, compute(0)))]],
  ])("stops what never passes time: %s", (_, program) => {
    const { end } = simulate(scenario([group("t", program)]), 5000);
    expect(end).toMatchObject({ outcome: "event-limit", endNs: 0 });
  });
});

describe("in pieces", () => {
  test("each piece gives the caller its turn, and all of them together are the run", () => {
    const plan = compile(
      scenario([forever("a"), forever("b")], { machine: machine({ cores: 2 }), until: ms(1000) }),
    );
    const simulation = new Simulation(plan, nullSink, { maxEvents: DEFAULT_MAX_EVENTS, reuseIds: false });
    let pieces = 1;
    while (simulation.advance(10)) {
      expect(simulation.events).toBe(pieces * 10);
      expect(simulation.end().outcome).toBe("interrupted");
      pieces += 1;
    }
    expect(simulation.end()).toMatchObject({ outcome: "horizon", endNs: ms(1000) });
    expect(pieces).toBe(21);
    // Asked again it is still over.
    expect(simulation.advance(10)).toBe(false);
  });
});

describe("the end of all time", () => {
  const long = { kind: "compute", for: ns(MAX_NS - 10) } as const;

  test("the clock goes as far as integers are exact", () => {
    expect(simulate(scenario([group("t", [long])])).end.endNs).toBe(MAX_NS - 10);
  });

  test("past that the run fails and says so", () => {
    expect(() => simulate(scenario([group("t", [long, compute(1)])]))).toThrow(ClockOverflow);
    expect(() => simulate(scenario([group("t", [long], { count: 2 })]))).toThrow(/104 days/);
  });

  test("unless it ends before", () => {
    const run = simulate(scenario([group("t", [long, compute(1)])], { until: ms(5) }));
    expect(run.end).toMatchObject({ outcome: "horizon", endNs: ms(5) });
  });
});
