import fc from "fast-check";
import { test } from "vitest";
import { simulate } from "../../src/index.ts";
import { parseScenario } from "../../src/scenario/parse.ts";
import { EXAMPLE } from "./valid.ts";

const SEED = 20261122;
const MAX_EVENTS = 300;

const OBJECTS =
  "m: mutex, k: { mutex: { scope: kernel } }, s: semaphore, c: condition, b: { barrier: 2 }, q: { queue: { capacity: 1 } }, u: queue, n: variable, a: { variable: { atomic: true } }, l: { list: { length: 2 } }, f: { list: { safe: true } }";

/** Steps as a scenario writes them, right and wrong ones. */
const { program } = fc.letrec<{ step: string; program: string }>((tie) => ({
  step: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.constantFrom(
      "compute: 1ms",
      "compute: 0",
      "compute: { exponential: 1ms }",
      "compute: { trace: [1ms, 0] }",
      "io: 1ms",
      "io: 0",
      "io: { for: 1ms, device: disk }",
      "io: { for: { uniform: [0, 2ms] }, nonblocking: true }",
      "sleep: 1us",
      "yield",
      "lock: m",
      "lock: m, unlock: m",
      "lock: k",
      "lock: k, io: 1ms, unlock: k",
      "acquire: s",
      "release: { semaphore: s, count: 2 }",
      "put: q",
      "take: q",
      "put: u",
      "take: u",
      "wait: c",
      "{ locked: m, do: [ wait: { condition: c, mutex: m } ] }",
      "signal: c",
      "broadcast: c",
      "barrier: b",
      "load: n",
      "add: 2",
      "store: n",
      "update: { variable: n, window: 1us }",
      "remove: l",
      "append: { list: l, window: 1us }",
      "remove: f",
    ),
    tie("program").map((inner) => `{ locked: m, do: ${inner} }`),
    tie("program").map((inner) => `{ repeat: 3, do: ${inner} }`),
    tie("program").map((inner) => `{ if: n, is: 0, do: ${inner} }`),
    tie("program").map((inner) => `{ if: n, is: 1, do: ${inner}, else: [ update: a ] }`),
    tie("program").map((inner) => `{ while: n, is: 1, do: ${inner.replace("[", "[ compute: 1us,")} }`),
    tie("program").map((inner) => `forever: ${inner.replace("[", "[ compute: 1us,")}`),
    tie("program").map((inner) => `choose: [ { weight: 2, do: ${inner} }, { do: [ yield ] } ]`),
    tie("program").map((inner) => `spawn: { thread: child, count: 2, program: ${inner} }`),
    tie("program").map((inner) => `spawn: { thread: child, program: ${inner} }, join: child`),
  ),
  program: fc.array(tie("step"), { minLength: 1, maxLength: 4 }).map((steps) => `[ ${steps.join(", ")} ]`),
}));

/** What the validator lets through can be run under every model, and breaks no invariant. */
function runs(text: string): void {
  const result = parseScenario(text, { file: "fuzz.yaml" });
  if (result.ok) simulate(result.scenario, { maxEvents: MAX_EVENTS, trace: false });
}

test("random programs that are valid can be run", () => {
  const arrive = fc.constantFrom(
    "0",
    "1ms",
    "[0, 1ms]",
    "{ every: 1ms, count: 2 }",
    "{ every: { exponential: 1ms } }",
  );
  const extra = fc.constantFrom(
    "",
    "after: x",
    'after: ["x[0]", y]',
    "process: db",
    "bound: true, priority: -3",
  );
  fc.assert(
    fc.property(program, program, arrive, extra, (first, second, arrivals, more) => {
      const groups = [
        `{ thread: x, count: 2, program: ${first} }`,
        `{ thread: y, arrive: ${arrivals}, program: ${second} }`,
        `{ thread: z, ${more === "" ? "" : `${more}, `}program: [ compute: 1us ] }`,
        `{ pool: p, workers: 2, jobs: 3, job: ${second} }`,
      ];
      runs(
        `until: 1s\nmachine: { devices: { disk: {} } }\nobjects: { ${OBJECTS} }\nworkload: [ ${groups.join(", ")} ]\n`,
      );
    }),
    { seed: SEED, numRuns: 400 },
  );
});

test("the example with any word replaced can be run where it is valid", () => {
  const words = [...EXAMPLE.matchAll(/[A-Za-z0-9.-]+/g)];
  const value = fc.constantFrom(
    "0",
    "1",
    "3",
    "1000000",
    "0ms",
    "1ns",
    "1ms",
    "1000s",
    "cores",
    "ideal",
    "fcfs",
    "main",
    "kernel",
    "processes",
  );
  fc.assert(
    fc.property(fc.nat(words.length - 1), value, (which, replacement) => {
      const word = words[which];
      const start = word?.index ?? 0;
      runs(EXAMPLE.slice(0, start) + replacement + EXAMPLE.slice(start + (word?.[0].length ?? 0)));
    }),
    { seed: SEED, numRuns: 300 },
  );
});
