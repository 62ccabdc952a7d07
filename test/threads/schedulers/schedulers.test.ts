import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { NONE } from "../../../src/base/ids.ts";
import { ms } from "../../../src/base/time.ts";
import { EnqueueReason } from "../../../src/machine/policies/policy.ts";
import type { ModelOptions } from "../../../src/threads/models/registry.ts";
import { createUserScheduler, type UserSchedulerOptions } from "../../../src/threads/schedulers/registry.ts";
import { ThreadTable } from "../../../src/threads/thread-table.ts";
import { compute, endsMs, group, MODEL, machine, scenario, simulate } from "../fixtures.ts";

const SEED = 20261122;
const PRIORITY = { policy: "priority", preemptive: true, order: "low-first" } as const;
const STEALING = { policy: "work-stealing", nextSlot: true } as const;

function fresh(options: UserSchedulerOptions, threads = 1000) {
  const features = {
    remaining: false,
    register: false,
    jobs: false,
    spawn: false,
    handoff: false,
    slots: false,
    quotas: false,
    gil: false,
    draws: false,
    device: false,
    index: false,
    shared: true,
    serial: false,
    counters: 0,
  };
  const table = new ThreadTable(false, { ...features, priority: true, deadlines: false }, new Int32Array(1));
  table.reserve(threads);
  for (let i = 0; i < threads; i++) table.allocate();
  return { table, scheduler: createUserScheduler(options, table) };
}

const under = (scheduler: UserSchedulerOptions, more: object = {}): ModelOptions => ({
  ...MODEL["many-to-one"],
  scheduler,
  ...more,
});

describe("queues", () => {
  test("lifo: the last first, who yields last of all", () => {
    const { scheduler } = fresh({ policy: "lifo" });
    scheduler.enqueue(1, EnqueueReason.new, NONE);
    scheduler.enqueue(2, EnqueueReason.wake, 0);
    scheduler.enqueue(3, EnqueueReason.yield, 0);
    expect([0, 0, 0, 0].map((k) => scheduler.pick(k))).toEqual([2, 1, 3, NONE]);
  });

  test("priorities are served as by a sorted list, also when they change", () => {
    const step = fc.oneof(
      fc.record({
        kind: fc.constant("in" as const),
        priority: fc.integer({ min: -1000, max: 1000 }),
        again: fc.boolean(),
      }),
      fc.record({
        kind: fc.constant("near" as const),
        priority: fc.integer({ min: -1, max: 1 }),
        again: fc.boolean(),
      }),
      fc.record({ kind: fc.constant("out" as const) }),
      fc.record({
        kind: fc.constant("change" as const),
        which: fc.nat(50),
        priority: fc.integer({ min: -2, max: 2 }),
      }),
    );
    fc.assert(
      fc.property(
        fc.array(step, { maxLength: 60 }),
        fc.constantFrom("low-first" as const, "high-first" as const),
        (steps, order) => {
          const { table, scheduler } = fresh({ ...PRIORITY, order });
          const sign = order === "low-first" ? 1 : -1;
          // Most urgent first; equals in order of arrival, the preempted ahead of them.
          let twin: { thread: number; priority: number; turn: number }[] = [];
          let next = 0;
          for (const [turn, step] of steps.entries()) {
            if (step.kind === "out") {
              twin.sort((a, b) => sign * (a.priority - b.priority) || a.turn - b.turn);
              expect(scheduler.pick(0)).toBe(twin.shift()?.thread ?? NONE);
            } else if (step.kind === "change") {
              const entry = twin[step.which % Math.max(1, twin.length)];
              if (entry === undefined || entry.priority === step.priority) continue;
              table.priority[entry.thread] = step.priority;
              scheduler.update(entry.thread, entry.priority);
              twin = twin.map((e) => (e === entry ? { ...e, priority: step.priority, turn } : e));
            } else {
              table.priority[next] = step.priority;
              scheduler.enqueue(next, step.again ? EnqueueReason.preempted : EnqueueReason.wake, 0);
              twin.push({ thread: next, priority: step.priority, turn: step.again ? -turn : turn });
              next += 1;
            }
            expect(scheduler.length).toBe(twin.length);
          }
        },
      ),
      { seed: SEED, numRuns: 500 },
    );
  });

  test("work stealing: the slot, the own queue, a share of the global one, half of another's", () => {
    const { scheduler } = fresh(STEALING);
    for (const thread of [1, 2, 3, 4, 5]) scheduler.enqueue(thread, EnqueueReason.wake, 7);
    expect(scheduler.pick(7)).toBe(5);
    // 1 2 3 4 wait in the queue of kernel thread 7: 8 takes 1 and 2, and runs the last of them.
    expect(scheduler.pick(8)).toBe(2);
    expect(scheduler.pick(8)).toBe(1);
    scheduler.enqueue(6, EnqueueReason.yield, 7);
    expect(scheduler.pick(7)).toBe(3);
    expect(scheduler.pick(8)).toBe(6);
    expect(scheduler.pick(8)).toBe(4);
    scheduler.enqueue(9, EnqueueReason.wake, 7);
    expect(scheduler.pick(8)).toBe(9);
    expect(scheduler.pick(8)).toBe(NONE);
  });

  test("work stealing: every 61st pick looks at the global queue first", () => {
    const { scheduler } = fresh(STEALING);
    for (let thread = 0; thread < 100; thread++) scheduler.enqueue(thread, EnqueueReason.wake, 0);
    scheduler.enqueue(500, EnqueueReason.wake, NONE);
    const order = Array.from({ length: 101 }, () => scheduler.pick(0));
    expect(order.indexOf(500)).toBe(60);
  });

  test("fork-join: the own queue, then one from outside, then one of another's", () => {
    const { scheduler } = fresh({ policy: "fork-join" });
    for (const thread of [1, 2, 3, 4]) scheduler.enqueue(thread, EnqueueReason.wake, 7);
    scheduler.enqueue(5, EnqueueReason.wake, NONE);
    expect([7, 8, 8, 9, 7].map((k) => scheduler.pick(k))).toEqual([1, 5, 2, 3, 4]);
    // Who yields beside others goes behind them, and alone goes outside, behind those who are there.
    scheduler.enqueue(6, EnqueueReason.wake, 7);
    scheduler.enqueue(7, EnqueueReason.yield, 7);
    scheduler.enqueue(8, EnqueueReason.wake, NONE);
    scheduler.enqueue(9, EnqueueReason.yield, 8);
    expect([7, 7, 8, 8, NONE].map((k) => scheduler.pick(k))).toEqual([6, 7, 8, 9, NONE]);
  });

  test.each([STEALING, { ...STEALING, nextSlot: false }, { policy: "fork-join" }] as const)(
    "%o: nobody is lost or served twice, queues running over included",
    (options) => {
      const step = fc.record({
        put: fc.nat(400),
        reason: fc.constantFrom(1, 4),
        kernelThread: fc.integer({ min: -1, max: 3 }),
        pick: fc.nat(300),
      });
      fc.assert(
        fc.property(fc.array(step, { maxLength: 8 }), (steps) => {
          const { scheduler } = fresh(options, 4000);
          const inside = new Set<number>();
          let next = 0;
          for (const { put, reason, kernelThread, pick } of steps) {
            for (let i = 0; i < put; i++, next++) {
              scheduler.enqueue(next, reason === 1 ? EnqueueReason.wake : EnqueueReason.yield, kernelThread);
              inside.add(next);
            }
            for (let i = 0; i < pick && inside.size > 0; i++) {
              const thread = scheduler.pick(i % 5);
              expect(inside.delete(thread)).toBe(true);
            }
            expect(scheduler.length).toBe(inside.size);
          }
        }),
        { seed: SEED, numRuns: 50 },
      );
    },
  );
});

describe("under many-to-one", () => {
  test("round-robin turns after a quantum; `preempt` goes before it", () => {
    const workload = [group("t", [compute(4)], { count: 2 })];
    const model = under({ policy: "round-robin", quantum: ms(1) });
    expect(endsMs(scenario(workload, { model }))).toEqual([7, 8]);
    expect(endsMs(scenario(workload, { model: under({ policy: "fifo" }) }))).toEqual([4, 8]);
    const longer = under({ policy: "round-robin", quantum: ms(1) }, { preempt: ms(2) });
    expect(endsMs(scenario(workload, { model: longer }))).toEqual([6, 8]);
  });

  test("a more urgent user thread takes the place of a computing one, which goes on after it", () => {
    const workload = [
      group("low", [compute(10)], { priority: 5 }),
      group("high", [compute(3)], { priority: 1, arrive: { kind: "at", time: ms(4) } }),
    ];
    expect(endsMs(scenario(workload, { model: under(PRIORITY) }))).toEqual([13, 7]);
    expect(endsMs(scenario(workload, { model: under({ ...PRIORITY, preemptive: false }) }))).toEqual([
      10, 13,
    ]);
    expect(endsMs(scenario(workload, { model: under({ ...PRIORITY, order: "high-first" }) }))).toEqual([
      10, 13,
    ]);
  });

  test("the least urgent of several kernel threads gives way, and its user thread goes on first of its level", () => {
    const workload = [
      group("a", [compute(10)], { priority: 5 }),
      group("b", [compute(10)], { priority: 6 }),
      group("c", [compute(10)], { priority: 6 }),
      group("d", [compute(2)], { priority: 1, arrive: { kind: "at", time: ms(4) } }),
    ];
    const model = { ...MODEL["many-to-many"], kernelThreads: 2, scheduler: PRIORITY };
    const input = scenario(workload, { model, machine: machine({ cores: 2 }) });
    expect(endsMs(input)).toEqual([10, 12, 20, 6]);
  });

  test("who wakes a more urgent one gives way at its next computation", () => {
    const workload = [
      group("high", [{ kind: "take", queue: "q" }, compute(2)], { priority: 1 }),
      group("low", [compute(1), { kind: "put", queue: "q" }, compute(5)], { priority: 2 }),
    ];
    const objects = [{ kind: "queue", name: "q", capacity: null } as const];
    expect(endsMs(scenario(workload, { model: under(PRIORITY), objects }))).toEqual([3, 8]);
  });

  test("lifo serves the newest first", () => {
    const workload = [group("t", [compute(1)], { count: 3 })];
    // The first is mounted when it arrives; the others wait.
    expect(endsMs(scenario(workload, { model: under({ policy: "lifo" }) }))).toEqual([1, 3, 2]);
  });

  test("yielding for ever ends with the event limit under every scheduler", () => {
    const spin = [{ kind: "forever", body: [{ kind: "yield" }] }] as const;
    const schedulers = [
      { policy: "lifo" },
      PRIORITY,
      STEALING,
      { policy: "round-robin", quantum: ms(1) },
    ] as const;
    for (const policy of schedulers) {
      const input = scenario([group("spin", spin, { count: 2 })], { model: under(policy) });
      expect(simulate(input, 10_000).end.outcome).toBe("event-limit");
    }
  });
});
