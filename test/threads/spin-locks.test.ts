import { describe, expect, test } from "vitest";
import { explainRun } from "../../src/analysis/causes/explainer.ts";
import { WhyTeller } from "../../src/analysis/why.ts";
import { ms, type Ns, us, ZERO_NS } from "../../src/base/time.ts";
import type { ModelOptions } from "../../src/threads/models/registry.ts";
import type { ObjectOptions } from "../../src/threads/options.ts";
import { TraceIndex } from "../../src/trace/trace-index.ts";
import { TrackStore } from "../../src/trace/track-store.ts";
import { recordRun } from "../support/record-run.ts";
import { simulateChecked } from "../support/simulate.ts";
import {
  at,
  compute,
  endsMs,
  group,
  lock,
  locked,
  MODEL,
  machine,
  measure,
  scenario,
  simulate,
  sleep,
} from "./fixtures.ts";

const mutex = (every: Ns | null): ObjectOptions => ({
  kind: "mutex",
  name: "m",
  scope: "user",
  protocol: "none",
  order: "fifo",
  ceiling: null,
  handoff: ZERO_NS,
  spin: every,
});
const spin = (every: number) => ({ objects: [mutex(ms(every))] });

describe("a spin lock", () => {
  test("is tried again at fixed times, on the core", () => {
    const input = scenario(
      [group("a", [locked("m", compute(4))]), group("b", [locked("m", compute(3))], at(1))],
      {
        ...spin(2),
        machine: machine({ cores: 2 }),
      },
    );
    // Taken at 1 and 3, free at 5.
    expect(endsMs(input)).toEqual([4, 8]);
    const { threads, cores } = measure(input);
    expect(threads?.[1]?.ledgerNs).toMatchObject({ running: ms(3), overhead: ms(4), blocked: {} });
    expect(cores.overheadNs).toBe(ms(4));
    expect(simulateChecked(input).end.outcome).toBe("completed");
  });

  test("is told of: what the time went by with, and whom it was for", () => {
    const input = scenario(
      [group("a", [locked("m", compute(4))]), group("b", [compute(1), locked("m", compute(3))])],
      { ...spin(2), machine: machine({ cores: 2 }) },
    );
    const { result, trace } = recordRun(input);
    expect(explainRun(trace, result).threads?.[1]?.waits).toMatchObject([
      {
        cause: "overhead",
        place: "m",
        timeNs: ms(4),
        // From 4 ms on it is free, and not tried.
        culprits: [{ thread: "a", doing: "running", timeNs: ms(3) }],
        nobodyNs: ms(1),
      },
    ]);
    const teller = new WhyTeller(new TrackStore(new TraceIndex(trace)));
    expect(teller.why(1, ms(2)).sentence).toMatch(
      /^At 2 ms b spins on kernel thread 1, core 1 and waits for lock m, held by a \(.*\); a runs/,
    );
    expect(teller.why(1, ms(6)).sentence).toContain("b runs on");
  });

  test("goes to who tries first, not to who came first", () => {
    const input = scenario(
      [
        group("a", [locked("m", compute(4))]),
        group("b", [compute(1), locked("m", compute(1))]),
        group("late", [compute(5), locked("m", compute(1))]),
      ],
      { ...spin(6), machine: machine({ cores: 3 }) },
    );
    // b tries at 1 and at 7, and the lock is free from 4 to 5.
    expect(endsMs(input)).toEqual([4, 8, 6]);
  });

  test("whose holder has lost its core keeps others spinning until it is back", () => {
    const program = [locked("m", compute(6))];
    const input = (every: Ns | null) =>
      scenario([group("t", program, { count: 2 })], {
        objects: [mutex(every)],
        machine: machine({ cores: 1, scheduler: { policy: "round-robin", quantum: ms(4) } }),
      });
    // 0–4 holder, 4–8 the other spins, 8–10 holder, 10–10.5 the other ends its last turn of spinning.
    expect(endsMs(input(us(500)))).toEqual([10, 16.5]);
    expect(endsMs(input(null))).toEqual([6, 12]);
  });
});

describe("user threads that share a kernel thread", () => {
  const model = (preempt: number | null): ModelOptions => ({
    ...MODEL["many-to-one"],
    io: "nonblocking",
    preempt: preempt === null ? null : ms(preempt),
  });
  const input = (preempt: number | null) =>
    scenario([group("a", [locked("m", sleep(2), compute(1))]), group("b", [locked("m", compute(1))])], {
      ...spin(1),
      model: model(preempt),
    });

  test("spin for ever for one that never gets its turn", () => {
    const { end } = simulate(input(null), 10_000);
    expect(end.outcome).toBe("event-limit");
  });
  test("give it its turn where they are preempted", () => {
    expect(endsMs(input(2))).toEqual([3, 4]);
  });
});

test("who locks a spin lock twice waits for itself", () => {
  const input = scenario([group("a", [lock("m"), lock("m")])], spin(1));
  const { outcome, findings } = measure(input);
  expect(outcome).toBe("deadlock");
  expect(findings.map(({ kind }) => kind)).toContain("deadlock");
});
