import fc from "fast-check";
import type { RunResult } from "../../src/analysis/result.ts";
import { at } from "../../src/base/assert.ts";
import { parseScenario, type Scenario, startRun } from "../../src/index.ts";
import { type AtomicStep, type Interleavings, interleave } from "./interleaver.ts";

/** Permits of the one semaphore. */
const PERMITS = 1;

/** A step, and how long the thread computes before it, ns. */
interface TimedStep {
  readonly step: AtomicStep;
  readonly pause: number;
}

const variable = fc.constantFrom("v", "w");
const mutex = fc.constantFrom("m", "n");
/** What belongs together, so that locks are mostly given back and updates mostly whole. */
const block: fc.Arbitrary<readonly AtomicStep[]> = fc.oneof(
  fc.tuple(variable, fc.integer({ min: 1, max: 3 })).map(([variable, amount]): AtomicStep[] => [
    { kind: "load", variable },
    { kind: "add", amount },
    { kind: "store", variable },
  ]),
  fc.tuple(variable, variable).map(([from, to]): AtomicStep[] => [
    { kind: "load", variable: from },
    { kind: "store", variable: to },
  ]),
  variable.map((variable): AtomicStep[] => [{ kind: "load", variable }]),
  fc
    .tuple(variable, variable, fc.integer({ min: 0, max: 2 }))
    .map(([checked, changed, value]): AtomicStep[] => [
      { kind: "if", variable: checked, value, length: 2 },
      { kind: "add", amount: 1 },
      { kind: "store", variable: changed },
    ]),
);
const guarded: fc.Arbitrary<readonly AtomicStep[]> = fc.oneof(
  { weight: 3, arbitrary: block },
  {
    weight: 2,
    arbitrary: fc
      .tuple(mutex, block)
      .map(([mutex, body]): AtomicStep[] => [{ kind: "lock", mutex }, ...body, { kind: "unlock", mutex }]),
  },
  {
    weight: 2,
    // Two locks in either order, and perhaps the same: the seeds of deadlock.
    arbitrary: fc
      .tuple(mutex, mutex, block)
      .map(([outer, inner, body]): AtomicStep[] => [
        { kind: "lock", mutex: outer },
        { kind: "lock", mutex: inner },
        ...body,
        { kind: "unlock", mutex: inner },
        ...(inner === outer ? [] : [{ kind: "unlock", mutex: outer } as const]),
      ]),
  },
  {
    weight: 3,
    // Also readers that change what they read.
    arbitrary: fc
      .tuple(fc.constantFrom("readLock" as const, "writeLock" as const), block)
      .map(([kind, body]): AtomicStep[] => [
        { kind, rwlock: "r" },
        ...body,
        { kind: "unlockShared", rwlock: "r" },
      ]),
  },
  {
    weight: 1,
    // Two locks again: readers among them deadlock with writers only.
    arbitrary: fc
      .tuple(fc.constantFrom("readLock" as const, "writeLock" as const), fc.boolean(), block)
      .map(([kind, isOuter, body]): AtomicStep[] => {
        const shared: AtomicStep = { kind, rwlock: "r" };
        const lock: AtomicStep = { kind: "lock", mutex: "m" };
        return [
          ...(isOuter ? [shared, lock] : [lock, shared]),
          ...body,
          { kind: "unlock", mutex: "m" },
          { kind: "unlockShared", rwlock: "r" },
        ];
      }),
  },
  {
    weight: 1,
    arbitrary: block.map((body): AtomicStep[] => [
      { kind: "acquire", semaphore: "s" },
      ...body,
      { kind: "release", semaphore: "s" },
    ]),
  },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom<AtomicStep>({ kind: "acquire", semaphore: "s" }, { kind: "lock", mutex: "m" })
      .map((step) => [step]),
  },
);
const pause = fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 9 }));
/** A thread of that many blocks at most, and how long it computes before each step. */
const thread = (blocks: number): fc.Arbitrary<readonly TimedStep[]> =>
  fc.array(guarded, { minLength: 1, maxLength: blocks }).chain((parts) => {
    const steps = parts.flat().map((step) => pause.map((time): TimedStep => ({ step, pause: time })));
    return fc.tuple(...steps);
  });
/** Few enough steps that all interleavings can be tried. */
const threads = fc.oneof(
  fc.array(thread(2), { minLength: 2, maxLength: 2 }),
  fc.array(thread(1), { minLength: 3, maxLength: 3 }),
);

const POLICIES = [
  "fcfs",
  { policy: "round-robin", quantum: "3ns" },
  { policy: "lottery", quantum: "2ns" },
  { policy: "stride", quantum: "2ns" },
  { policy: "priority", quantum: "4ns" },
  "srtf",
  "fair",
  "processor-sharing",
] as const;
const MODELS = [
  "one-to-one",
  "many-to-one",
  { "many-to-one": { preempt: "2ns" } },
  { "many-to-many": { kernelThreads: 2, preempt: "3ns" } },
  { "many-to-many": { kernelThreads: 2, scheduler: "work-stealing" } },
] as const;

const machine = fc.record({
  cores: fc.integer({ min: 1, max: 3 }),
  scheduler: fc.constantFrom(...POLICIES),
  costs: fc.constantFrom("ideal", "linux"),
});
/** Small programs, each with the machine and the model that it runs under. */
export const smallProgram = fc.record({
  seed: fc.nat(1_000),
  machine,
  model: fc.constantFrom(...MODELS),
  threads,
});
export type Generated = typeof smallProgram extends fc.Arbitrary<infer T> ? T : never;

/** A step as a scenario writes it. */
function written(step: Exclude<AtomicStep, { kind: "if" }>): object {
  switch (step.kind) {
    case "load":
    case "store":
      return { [step.kind]: step.variable };
    case "add":
      return { add: step.amount };
    case "lock":
    case "unlock":
      return { [step.kind]: step.mutex };
    case "readLock":
    case "writeLock":
      return { [step.kind]: step.rwlock };
    case "unlockShared":
      return { unlock: step.rwlock };
    case "acquire":
    case "release":
      return { [step.kind]: step.semaphore };
    case "mark":
      return { compute: "1ns" };
  }
}

/** A program as a scenario writes it. */
function program(steps: readonly TimedStep[]): object[] {
  const [first, ...rest] = steps;
  if (first === undefined) return [];
  const { step, pause } = first;
  const waits = { compute: `${pause}ns` };
  if (step.kind !== "if") return [waits, written(step), ...program(rest)];
  const body = program(rest.slice(0, step.length));
  return [waits, { if: step.variable, is: step.value, do: body }, ...program(rest.slice(step.length))];
}

/** All interleavings of a program's steps. */
export function interleavingsOf({ threads }: Generated): Interleavings {
  return interleave({ threads: stepsOf(threads), semaphores: { s: PERMITS } });
}

/** A program's steps, by thread. */
export const stepsOf = (threads: Generated["threads"]): readonly (readonly AtomicStep[])[] =>
  threads.map((steps) => steps.map(({ step }) => step));

/** What else a scenario has: threads beside the program's, and its end. */
interface Beside {
  readonly workload: readonly object[];
  readonly until: string;
}

/** A program as a scenario. */
export function scenarioOf({ seed, machine, model, threads }: Generated, beside?: Beside): Scenario {
  const document = {
    seed,
    machine,
    models: [model],
    objects: {
      v: "variable",
      w: "variable",
      m: "mutex",
      n: "mutex",
      r: { rwlock: { prefer: "readers" } },
      s: { semaphore: PERMITS },
    },
    ...beside,
    workload: [
      ...threads.map((steps, i) => ({ thread: `t${i}`, priority: i, program: program(steps) })),
      ...(beside?.workload ?? []),
    ],
  };
  // JSON is YAML.
  const parsed = parseScenario(JSON.stringify(document), { file: "generated.yaml" });
  if (!parsed.ok) throw new Error(parsed.issues.map(({ message }) => message).join("\n"));
  return parsed.scenario;
}

/** The simulator's one run of a program. */
export function simulated(example: Generated, beside?: Beside): RunResult {
  const scenario = scenarioOf(example, beside);
  const live = startRun(scenario, at(scenario.models, 0), { trace: false });
  while (live.advance(Number.MAX_SAFE_INTEGER));
  return live.finish().result;
}
