import fc from "fast-check";
import { at } from "../../src/base/assert.ts";
import { parseScenario, type Scenario } from "../../src/index.ts";
import { compile } from "../../src/threads/compile.ts";
import type { Plan } from "../../src/threads/plan.ts";

const OBJECTS = {
  v: "variable",
  w: "variable",
  m: "mutex",
  n: "mutex",
  s: { semaphore: 1 },
  two: { semaphore: 2 },
  fair: "rwlock",
  readers: { rwlock: { prefer: "readers" } },
  c: "condition",
  b: { barrier: 2 },
  q: "queue",
  full: { queue: { capacity: 1 } },
  ceiling: { mutex: { protocol: "ceiling" } },
  barging: { mutex: { order: "barging" } },
  kernel: { mutex: { scope: "kernel" } },
  unsafe: { list: { length: 1 } },
  safe: { list: { length: 1, safe: true } },
  a: { variable: { atomic: true } },
};

/** Programs, each of so many user threads, as a scenario under a model. */
export function programsScenario(
  programs: readonly (readonly object[])[],
  model: unknown,
  count = 1,
): Scenario {
  const document = {
    models: [model],
    objects: OBJECTS,
    workload: programs.map((program, i) => ({ thread: `t${i}`, count, program })),
  };
  const parsed = parseScenario(JSON.stringify(document), { file: "generated.yaml" });
  if (!parsed.ok) throw new Error(parsed.issues.map(({ message }) => message).join("\n"));
  return parsed.scenario;
}

/** The same, made ready to run. */
export function planOf(programs: readonly (readonly object[])[], model: unknown): Plan {
  const scenario = programsScenario(programs, model);
  return compile({ ...scenario, model: at(scenario.models, 0) });
}

/** Every kind of step that others may notice. */
const STEPS: readonly object[] = [
  { update: { variable: "v", add: 1 } },
  { update: { variable: "a", add: 1 } },
  { load: "w" },
  { locked: "m", do: [{ update: { variable: "w", add: 1 } }] },
  { locked: "kernel", do: [{ load: "v" }] },
  { locked: "ceiling", do: [{ store: "w" }] },
  { locked: "barging", do: [{ store: "v" }] },
  { locked: "m", do: [{ locked: "n", do: [{ store: "w" }] }] },
  { locked: "n", do: [{ locked: "m", do: [{ load: "v" }] }] },
  { readLocked: "fair", do: [{ load: "v" }] },
  { readLocked: "fair", do: [{ readLocked: "fair", do: [{ load: "v" }] }] },
  { writeLocked: "fair", do: [{ store: "v" }] },
  { readLocked: "readers", do: [{ load: "w" }] },
  { writeLocked: "readers", do: [{ store: "w" }] },
  { acquire: "two" },
  { release: "two" },
  { acquire: { semaphore: "two", count: 2 } },
  { acquire: "s" },
  { release: "s" },
  { put: "q" },
  { take: "q" },
  { put: "full" },
  { take: "full" },
  { barrier: "b" },
  { locked: "m", do: [{ wait: { condition: "c", mutex: "m" } }] },
  { wait: "c" },
  { signal: "c" },
  { broadcast: "c" },
  { remove: "unsafe" },
  { append: "unsafe" },
  { remove: "safe" },
  { if: "v", is: 0, do: [{ store: "w" }], else: [{ signal: "c" }] },
  { while: "w", is: 0, do: [{ wait: "c" }] },
  { yield: null },
  { io: "1ms" },
  { compute: "1ms" },
  {
    repeat: 1,
    do: [{ spawn: { thread: "kid", program: [{ load: "w" }] } }, { store: "v" }, { join: "kid" }],
  },
  { spawn: { thread: "child", program: [{ update: { variable: "v", add: 1 } }] } },
];
const anySteps = fc.array(fc.constantFrom(...STEPS), { minLength: 1, maxLength: 3 });
/** Two or three short programs of steps of any kind. */
export const anyPrograms = fc.oneof(
  fc.array(anySteps, { minLength: 2, maxLength: 2 }),
  fc.array(anySteps, { minLength: 3, maxLength: 3 }),
);
/** Steps that have to do with each other: on one object, or on data that a flag says more of. */
const THEMES: readonly (readonly object[])[] = [
  [{ put: "full" }, { take: "full" }, { put: "full" }, { update: { variable: "a" } }],
  [{ take: "q" }, { put: "q" }, { update: { variable: "a" } }, { yield: null }],
  [{ wait: "c" }, { signal: "c" }, { broadcast: "c" }, { update: { variable: "a" } }],
  [
    { acquire: "two" },
    { acquire: { semaphore: "two", count: 2 } },
    { release: "two" },
    { release: { semaphore: "two", count: 2 } },
  ],
  [
    { readLocked: "fair", do: [{ update: { variable: "a" } }] },
    { writeLocked: "fair", do: [{ if: "a", is: 1, do: [{ signal: "c" }] }] },
    { writeLocked: "fair", do: [{ update: { variable: "a" } }] },
    { wait: "c" },
  ],
  [
    { locked: "barging", do: [{ update: { variable: "a" } }] },
    { locked: "barging", do: [{ wait: { condition: "c", mutex: "barging" } }] },
    { locked: "barging", do: [{ if: "a", is: 1, do: [{ signal: "c" }] }] },
    { signal: "c" },
  ],
  [
    { update: { variable: "a" } },
    { if: "a", is: 1, do: [{ store: "v" }] },
    { if: "a", is: 2, do: [{ load: "v" }] },
    { locked: "m", do: [{ update: { variable: "a" } }] },
  ],
  [
    { append: "unsafe" },
    { remove: "unsafe" },
    { locked: "m", do: [{ append: "unsafe" }] },
    { if: "a", is: 0, do: [{ remove: "unsafe" }] },
    { update: { variable: "a" } },
  ],
];
const themed = fc.constantFrom(...THEMES).chain((steps) => {
  const program = fc.array(fc.constantFrom(...steps), { minLength: 1, maxLength: 3 });
  return fc.array(program, { minLength: 2, maxLength: 4 });
});

/** The same as `anyPrograms`, and two to four programs whose steps have more to do with each other. */
export const entangledPrograms = fc.oneof(
  { arbitrary: anyPrograms, weight: 1 },
  { arbitrary: themed, weight: 3 },
);

/** Models under which different orders of steps are possible. */
export const STEPPED_MODELS = [
  "one-to-one",
  "many-to-one",
  { "many-to-one": { io: "nonblocking" } },
  { "many-to-one": { preempt: "1ms" } },
  { "many-to-many": { kernelThreads: 2 } },
  { "many-to-many": { kernelThreads: 2, io: "nonblocking" } },
  { "many-to-many": { kernelThreads: 2, preempt: "1ms" } },
];
