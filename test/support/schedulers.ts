import fc from "fast-check";
import { ns } from "../../src/base/time.ts";
import type { KernelPolicyOptions, QueuedPolicyOptions } from "../../src/machine/policies/registry.ts";

const only = <const T>(value: T) => fc.constant(value);

/** Every policy with run queues, with every option; times are `scale` times a few nanoseconds. */
function policies(scale: number): readonly fc.Arbitrary<QueuedPolicyOptions>[] {
  const quantum = fc.integer({ min: 1, max: 9 }).map((time) => ns(time * scale));
  const maybe = fc.option(quantum);
  const boost = fc.option(fc.integer({ min: 5, max: 40 }).map((time) => ns(time * scale)));
  return [
    only({ policy: "fcfs" }),
    fc.record({ policy: only("round-robin"), quantum }),
    only({ policy: "sjf" }),
    only({ policy: "srtf" }),
    fc.record({
      policy: only("priority"),
      preemptive: fc.boolean(),
      quantum: maybe,
      aging: maybe,
      order: fc.constantFrom("low-first", "high-first"),
    }),
    fc.record({
      policy: only("mlfq"),
      levels: fc.integer({ min: 1, max: 4 }),
      quanta: fc.array(quantum, { minLength: 1, maxLength: 3 }),
      boost,
      accounting: fc.boolean(),
    }),
    fc.record({ policy: only("lottery"), quantum, compensation: fc.boolean() }),
    fc.record({ policy: only("stride"), quantum }),
    fc.record({
      policy: only("fair"),
      slice: maybe,
      tick: quantum,
      exact: fc.boolean(),
      wakeupPreemption: fc.boolean(),
    }),
    only({ policy: "rate-monotonic" }),
    only({ policy: "edf" }),
  ];
}

const runQueues = fc.record({
  queues: fc.constantFrom("global", "per-core"),
  stealing: fc.boolean(),
  migrationCost: only(ns(0)),
});

/** Any policy with run queues of any kind; with migrations at no cost. */
export function queuedScheduler(scale: number): fc.Arbitrary<QueuedPolicyOptions> {
  return fc
    .tuple(fc.oneof(...policies(scale)), fc.option(runQueues))
    .map(([policy, queues]) => ({ ...policy, ...queues }));
}

/** Any policy at all. */
export function scheduler(scale: number): fc.Arbitrary<KernelPolicyOptions> {
  const sharing = only({ policy: "processor-sharing" });
  return fc.oneof(
    { weight: policies(scale).length, arbitrary: queuedScheduler(scale) },
    { weight: 1, arbitrary: sharing },
  );
}
