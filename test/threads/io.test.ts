import { describe, expect, test } from "vitest";
import { ms } from "../../src/base/time.ts";
import type { ModelOptions } from "../../src/threads/models/registry.ts";
import type { Step } from "../../src/threads/options.ts";
import {
  compute,
  endsMs,
  group,
  history,
  IDEAL,
  io,
  MODEL,
  machine,
  measure,
  recordsOf,
  scenario,
  simulate,
  sleep,
} from "./fixtures.ts";

const manyToOne = MODEL["many-to-one"];
const manyToMany: ModelOptions = { ...MODEL["many-to-many"], kernelThreads: 2 };
const nonblocking = (model: typeof manyToOne | (typeof MODEL)["many-to-many"]): ModelOptions => ({
  ...model,
  io: "nonblocking",
});

/** Ends of a thread that waits 10 ms and then computes 1, and of one that computes 5. */
function ends(model: ModelOptions, wait: Step): (number | null)[] {
  return endsMs(scenario([group("waits", [wait, compute(1)]), group("works", [compute(5)])], { model }));
}

describe("blocking and non-blocking I/O", () => {
  test.each([
    ["many-to-one: the only kernel thread is blocked, so the other one waits", manyToOne, [11, 16]],
    ["many-to-one, non-blocking", nonblocking(manyToOne), [11, 5]],
    ["one-to-one", MODEL["one-to-one"], [11, 5]],
    ["many-to-many", manyToMany, [11, 5]],
    ["many-to-many, non-blocking", nonblocking(MODEL["many-to-many"]), [11, 5]],
    ["processes", MODEL.processes, [11, 5]],
  ])("%s", (_, model, expected) => {
    expect(ends(model, io(10))).toEqual(expected);
    // Sleeping blocks the kernel thread exactly where I/O does.
    expect(ends(model, sleep(10))).toEqual(expected);
  });

  test("a step says otherwise than its model", () => {
    expect(ends(manyToOne, io(10, { nonblocking: true }))).toEqual([11, 5]);
    expect(ends(nonblocking(manyToOne), io(10, { nonblocking: false }))).toEqual([11, 16]);
    expect(ends({ ...MODEL["many-to-many"], kernelThreads: 1 }, io(10, { nonblocking: true }))).toEqual([
      11, 5,
    ]);
    // With a kernel thread of its own, a user thread keeps it whatever the step says.
    expect(ends(MODEL["one-to-one"], io(10, { nonblocking: true }))).toEqual([11, 5]);
  });

  test("blocking pins the user thread to its kernel thread, non-blocking unmounts it", () => {
    const run = (wait: Step) => simulate(scenario([group("t", [wait], { count: 2 })], { model: manyToOne }));
    expect(recordsOf(run(io(10)), "kernelBlocked")).toEqual(["0 kernelBlocked 0", "10 kernelBlocked 0"]);
    expect(recordsOf(run(io(10, { nonblocking: true })), "kernelBlocked", "kernelIdle")).toEqual([
      "0 kernelIdle 0",
      "10 kernelIdle 0",
    ]);
  });

  test("I/O of no time does not block", () => {
    const outcome = simulate(scenario([group("t", [io(0), sleep(0), compute(1)])], { model: manyToOne }));
    expect(history(outcome, 0)).toBe("0 threadNew, 0 threadArrive, 0 threadRunning, 1 threadEnd");
  });
});

describe("costs", () => {
  const costs = { ...IDEAL, systemCall: ms(1), timerOversleep: ms(2) };

  test("a system call each, and a sleep ends late", () => {
    const input = scenario([group("t", [io(10), sleep(10), io(0)])], { machine: machine({ costs }) });
    expect(endsMs(input)).toEqual([1 + 10 + 1 + 12 + 1]);
    expect(measure(input).ledgerNs).toMatchObject({
      overhead: ms(3),
      blocked: { io: ms(10), sleep: ms(12) },
    });
  });

  test("the system call is spent on the core, as overhead of the user thread", () => {
    const outcome = simulate(scenario([group("t", [compute(1), io(5)])], { machine: machine({ costs }) }));
    expect(history(outcome, 0)).toBe(
      "0 threadNew, 0 threadArrive, 0 threadRunning, 1 threadOverhead, 2 blockedIo, 7 threadReady, 7 threadRunning, 7 threadEnd",
    );
  });

  test("a quantum may end within a system call: what is left of it follows", () => {
    const input = scenario([group("t", [compute(3), io(5)], { count: 2 })], {
      machine: machine({
        costs: { ...IDEAL, systemCall: ms(3) },
        scheduler: { policy: "round-robin", quantum: ms(4) },
      }),
    });
    // t0 computes 0–3, call 3–4; t1 computes 4–7, call 7–8; t0 call 8–10, I/O to 15; t1 call 10–12, I/O to 17.
    expect(endsMs(input)).toEqual([15, 17]);
    expect(measure(input).ledgerNs).toMatchObject({ overhead: ms(6), running: ms(6) });
  });
});
