import fc from "fast-check";
import type { Distribution, Duration } from "../../src/base/distribution.ts";
import { type Ns, ns } from "../../src/base/time.ts";
import type { MutexOptions, ObjectOptions, Step } from "../../src/threads/options.ts";

/** Fixed durations of a few nanoseconds: many things happen at one instant, where order is hardest to get right. */
export const fixedDuration: fc.Arbitrary<Ns> = fc.oneof(
  { weight: 9, arbitrary: fc.integer({ min: 1, max: 12 }).map(ns) },
  { weight: 1, arbitrary: fc.constant(ns(0)) },
);

const mean = fc.integer({ min: 1, max: 40 }).map(ns);
const distribution: fc.Arbitrary<Distribution> = fc.oneof(
  mean.map((mean): Distribution => ({ kind: "exponential", mean })),
  mean.map((max): Distribution => ({ kind: "uniform", min: ns(0), max })),
  mean.map((mean): Distribution => ({ kind: "normal", mean, sd: mean })),
  mean.map((mean): Distribution => ({ kind: "lognormal", mean, cv: 0.8 })),
  mean.map((mean): Distribution => ({ kind: "erlang", mean, k: 3 })),
  mean.map((mean): Distribution => ({ kind: "hyperexponential", mean, cv: 2 })),
  mean.map((min): Distribution => ({ kind: "pareto", min, alpha: 2.5 })),
  fc.tuple(mean, mean).map(
    ([a, b]): Distribution => ({
      kind: "choice",
      options: [
        { value: a, weight: 1 },
        { value: b, weight: 2 },
      ],
    }),
  ),
  fc.array(mean, { minLength: 1, maxLength: 3 }).map((values): Distribution => ({ kind: "trace", values })),
);

/** Fixed or random durations. */
export const duration: fc.Arbitrary<Duration> = fc.oneof(
  { weight: 3, arbitrary: fixedDuration },
  { weight: 1, arbitrary: distribution },
);

/** A mutex handed over in order of arrival. */
export function plainMutex(name: string, scope: "user" | "kernel" = "user"): MutexOptions {
  return {
    kind: "mutex",
    name,
    scope,
    protocol: "none",
    order: "fifo",
    ceiling: null,
    handoff: ns(0),
    spin: null,
  };
}

/** Shared objects that generated programs use, by name. */
export const OBJECTS: readonly ObjectOptions[] = [
  plainMutex("m0"),
  plainMutex("m1"),
  plainMutex("kernel", "kernel"),
  { kind: "rwlock", name: "rw", prefer: "fair" },
  { kind: "semaphore", name: "s0", count: 2 },
  { kind: "condition", name: "c0" },
  { kind: "barrier", name: "b0", parties: 2 },
  { kind: "queue", name: "bounded", capacity: 2 },
  { kind: "queue", name: "unbounded", capacity: null },
  { kind: "variable", name: "v0", value: 0, atomic: false },
  { kind: "variable", name: "atomic", value: 0, atomic: true },
  { kind: "list", name: "unsafe", safe: false, length: 2 },
  { kind: "list", name: "safe", safe: true, length: 2 },
];

/** Steps as a run of them, so that what belongs together stays together. */
type Block = readonly Step[];
/** A program, or part of one: blocks one after another. */
export type Programs = fc.Arbitrary<Block>;

const one = (step: fc.Arbitrary<Step>): Programs => step.map((s) => [s]);
const join = (blocks: readonly Block[]): Block => blocks.flat();

/** Steps that take time and touch nothing shared. */
function plainSteps(time: fc.Arbitrary<Duration>): Programs[] {
  return [
    one(time.map((d): Step => ({ kind: "compute", for: d }))),
    one(time.map((d): Step => ({ kind: "compute", for: d }))),
    one(time.map((d): Step => ({ kind: "native", for: d }))),
    one(time.map((d): Step => ({ kind: "io", for: d, device: null, nonblocking: null }))),
    one(time.map((d): Step => ({ kind: "sleep", for: d }))),
    one(fc.constant<Step>({ kind: "yield" })),
  ];
}

/** Steps of synchronisation that no thread gets wrong by itself; several together may deadlock. */
function waitingSteps(permits: number): Programs[] {
  const queue = fc.constantFrom("bounded", "unbounded");
  return [
    one(
      fc
        .tuple(fc.constantFrom("acquire" as const, "release" as const), fc.integer({ min: 1, max: permits }))
        .map(([kind, count]): Step => ({ kind, semaphore: "s0", count })),
    ),
    one(
      fc
        .tuple(fc.constantFrom("put" as const, "put" as const, "take" as const), queue)
        .map(([kind, name]): Step => ({ kind, queue: name })),
    ),
    one(fc.constant<Step>({ kind: "barrier", barrier: "b0" })),
  ];
}

function lockedSteps(mutexes: readonly string[], body: Programs): Programs {
  return one(
    fc
      .tuple(fc.constantFrom(...mutexes), body)
      .map(([mutex, steps]): Step => ({ kind: "locked", mutex, body: steps })),
  );
}

function repeated(body: Programs): Programs {
  return one(
    fc
      .tuple(fc.integer({ min: 0, max: 3 }), body)
      .map(([times, steps]): Step => ({ kind: "repeat", times, body: steps })),
  );
}

function sequence(blocks: readonly Programs[], maxLength: number): Programs {
  return fc.array(fc.oneof(...blocks), { maxLength }).map(join);
}

/** What the twin can do too: fixed times, user mutexes never locked twice by one thread, semaphores, queues, barriers. */
export const twinProgram: Programs = (() => {
  const plain = [...plainSteps(fixedDuration), ...waitingSteps(2)];
  const inner = sequence(plain, 3);
  const outer = [
    ...plain,
    lockedSteps(["m0", "m1"], inner),
    lockedSteps(["m0", "m1"], inner),
    repeated(inner),
  ];
  return sequence(outer, 6);
})();

/** Computing, io and sleeping alone, with random times: work that every model has to do, whatever the order. */
export const independentProgram: Programs = (() => {
  const plain = plainSteps(duration);
  const inner = sequence(plain, 3);
  const choose = one(
    fc.tuple(inner, inner).map(
      ([a, b]): Step => ({
        kind: "choose",
        branches: [
          { weight: 1, body: a },
          { weight: 3, body: b },
        ],
      }),
    ),
  );
  return sequence([...plain, repeated(inner), choose, lockedSteps(["m0"], inner)], 6);
})();

function sharedLockSteps(body: Programs): Programs {
  return one(
    fc
      .tuple(fc.constantFrom("readLocked" as const, "readLocked" as const, "writeLocked" as const), body)
      .map(([kind, steps]): Step => ({ kind, rwlock: "rw", body: steps })),
  );
}

/** Shared data, conditions, devices, spawned threads, computing elsewhere, and mistakes. */
function rareSteps(body: Programs): Programs[] {
  return [
    one(duration.map((d): Step => ({ kind: "offload", for: d }))),
    one(
      fc
        .tuple(fc.constantFrom("lock" as const, "unlock" as const), fc.constantFrom("m0", "kernel"))
        .map(([kind, mutex]): Step => ({ kind, mutex })),
    ),
    fc.constant<Block>([
      { kind: "lock", mutex: "m1" },
      { kind: "wait", condition: "c0", mutex: "m1" },
      { kind: "unlock", mutex: "m1" },
    ]),
    one(
      fc
        .constantFrom("signal" as const, "broadcast" as const)
        .map((kind): Step => ({ kind, condition: "c0" })),
    ),
    sharedLockSteps(body),
    sharedLockSteps(body),
    one(
      fc
        .constantFrom("readLock" as const, "writeLock" as const)
        .map((kind): Step => ({ kind, rwlock: "rw" })),
    ),
    one(fc.constant<Step>({ kind: "unlock", mutex: "rw" })),
    fc.constant<Block>([
      { kind: "load", variable: "v0" },
      { kind: "add", amount: 1 },
      { kind: "store", variable: "v0" },
    ]),
    one(
      fc
        .tuple(fc.integer({ min: 0, max: 2 }), body, body)
        .map(([value, body, otherwise]): Step => ({ kind: "if", variable: "v0", value, body, otherwise })),
    ),
    one(
      duration.map((window): Step => {
        const body: Step[] = [{ kind: "update", variable: "v0", amount: 2, window }];
        return { kind: "while", variable: "v0", value: 0, body };
      }),
    ),
    one(duration.map((window): Step => ({ kind: "update", variable: "atomic", amount: 1, window }))),
    one(duration.map((d): Step => ({ kind: "deadline", for: d }))),
    one(duration.map((window): Step => ({ kind: "update", variable: "v0", amount: 2, window }))),
    one(
      fc
        .tuple(
          fc.constantFrom("remove" as const, "append" as const),
          fc.constantFrom("safe", "unsafe"),
          duration,
        )
        .map(([kind, list, window]): Step => ({ kind, list, window })),
    ),
    one(
      fc
        .tuple(duration, fc.constantFrom(true, false, null))
        .map(([d, nonblocking]): Step => ({ kind: "io", for: d, device: "disk", nonblocking })),
    ),
    fc
      .tuple(fc.integer({ min: 1, max: 3 }), body, body)
      .map(
        ([count, program, rest]): Block => [
          { kind: "spawn", name: "child", count, program },
          ...rest,
          { kind: "join", name: "child" },
        ],
      ),
  ];
}

/** Every kind of step, `forever` apart. */
export const anyProgram: Programs = (() => {
  const plain = [...plainSteps(duration), ...waitingSteps(2)];
  const inner = sequence(plain, 3);
  const nested = sequence([...plain, ...rareSteps(inner), lockedSteps(["m0", "m1", "kernel"], inner)], 3);
  return sequence(
    [...plain, ...rareSteps(inner), lockedSteps(["m0", "m1", "kernel"], nested), repeated(nested)],
    6,
  );
})();
