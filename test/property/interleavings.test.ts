import fc from "fast-check";
import { expect, test } from "vitest";
import { at } from "../../src/base/assert.ts";
import { parseScenario, startRun } from "../../src/index.ts";
import { type AtomicStep, interleave, outcomeOf } from "../support/interleaver.ts";

const SEED = 20261122;
const RUNS = 2_000;
/** Seconds on a quiet machine; a guard and no measure. */
const TIMEOUT_MS = 600_000;
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
const generated = fc.record({
  seed: fc.nat(1_000),
  machine,
  model: fc.constantFrom(...MODELS),
  threads,
});
type Generated = typeof generated extends fc.Arbitrary<infer T> ? T : never;

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

/** How the simulator's one run of a program ends. */
function simulated({ seed, machine, model, threads }: Generated): string {
  const document = {
    seed,
    machine,
    models: [model],
    objects: { v: "variable", w: "variable", m: "mutex", n: "mutex", s: { semaphore: PERMITS } },
    workload: threads.map((steps, i) => ({
      thread: `t${i}`,
      priority: i,
      program: program(steps),
    })),
  };
  // JSON is YAML.
  const parsed = parseScenario(JSON.stringify(document), { file: "generated.yaml" });
  if (!parsed.ok) throw new Error(parsed.issues.map(({ message }) => message).join("\n"));
  const live = startRun(parsed.scenario, at(parsed.scenario.models, 0), { trace: false });
  while (live.advance(Number.MAX_SAFE_INTEGER));
  const { outcome, objects } = live.finish().result;
  expect(["completed", "deadlock"]).toContain(outcome);
  return outcomeOf(outcome === "completed", { v: objects.v?.value ?? 0, w: objects.w?.value ?? 0 });
}

test("every run ends as one of all interleavings does", { timeout: TIMEOUT_MS }, () => {
  let choices = 0;
  let deadlocks = 0;
  let lessLikely = 0;
  fc.assert(
    fc.property(generated, (example) => {
      const threads = example.threads.map((steps) => steps.map(({ step }) => step));
      const { schedules } = interleave({ threads, semaphores: { s: PERMITS } });
      const outcome = simulated(example);
      expect([...schedules.keys()]).toContain(outcome);
      if (schedules.size > 1) choices += 1;
      if (outcome.startsWith("deadlock")) deadlocks += 1;
      if (schedules.get(outcome) !== Math.max(...schedules.values())) lessLikely += 1;
    }),
    { seed: SEED, numRuns: RUNS },
  );
  // The programs leave a choice, and the runs make use of it.
  expect(choices).toBeGreaterThan(RUNS / 3);
  expect(deadlocks).toBeGreaterThan(RUNS / 20);
  expect(lessLikely).toBeGreaterThan(RUNS / 10);
});

test("an outcome that no interleaving has would be noticed", () => {
  const steps = [
    { kind: "load", variable: "v" },
    { kind: "add", amount: 1 },
    { kind: "store", variable: "v" },
  ] as const;
  const { schedules } = interleave({ threads: [steps, steps], semaphores: {} });
  expect([...schedules.keys()].sort()).toEqual(["completed v=1", "completed v=2"]);
});
