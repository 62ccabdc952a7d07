import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Duration } from "../../src/base/distribution.ts";
import { DrawSource, keysOf, mixIdentity, sequentialStream } from "../../src/base/random.ts";
import { compileSampler } from "../../src/base/sampler.ts";
import { ns } from "../../src/base/time.ts";
import { parseScenario, type RunResult, simulate } from "../../src/index.ts";
import { KERNEL_POLICIES } from "../../src/machine/policies/registry.ts";
import { ALL_MODELS } from "../../src/threads/models/registry.ts";
import { REPOSITORY } from "../support/repository.ts";
import { SCENARIOS, shippedFiles } from "../support/shipped.ts";

const SEEDS = [0, 42, "a text"] as const;
const DRAWS = 4;
const MEAN = ns(1_000_000);
const DURATIONS: Readonly<Record<string, Duration>> = {
  exponential: { kind: "exponential", mean: MEAN },
  uniform: { kind: "uniform", min: ns(0), max: MEAN },
  normal: { kind: "normal", mean: MEAN, sd: MEAN },
  lognormal: { kind: "lognormal", mean: MEAN, cv: 0.5 },
  erlang: { kind: "erlang", mean: MEAN, k: 3 },
  hyperexponential: { kind: "hyperexponential", mean: MEAN, cv: 2 },
  pareto: { kind: "pareto", min: MEAN, alpha: 1.5 },
  choice: {
    kind: "choice",
    options: [
      { value: ns(1), weight: 1 },
      { value: ns(2), weight: 3 },
    ],
  },
  trace: { kind: "trace", values: [ns(3), ns(1), ns(2)] },
};

/** Everything random at once: arrivals, durations, choices, perhaps a lottery. */
const random = (machine: string, models: readonly string[]): string => `
name: everything random
machine: ${machine}
models: [${models.join(", ")}]
workload:
  - thread: crowd
    count: 12
    tickets: 300
    nice: -5
    priority: 3
    deadline: 200ms
    program: [{ repeat: 4, do: [compute: { exponential: 20ms }, sleep: 1ms] }]
  - thread: open
    arrive: { every: { exponential: 3ms }, count: 200 }
    tickets: 7
    priority: 2
    deadline: 20ms
    program:
      - compute: { lognormal: { mean: 2ms, cv: 1 } }
      - choose:
          - { weight: 1, do: [io: { uniform: [1ms, 9ms] }] }
          - { weight: 2, do: [compute: { erlang: { mean: 1ms, k: 2 } }] }
  - pool: pool
    workers: 3
    jobs: 50
    job: [io: { hyperexponential: { mean: 4ms, cv: 2 } }, compute: { pareto: { min: 200us, alpha: 2.5 } }]
`;

/** By distribution: threads that take so long. */
const EVERY_DISTRIBUTION = `
machine: { cores: 2, scheduler: round-robin, costs: ideal }
models: [one-to-one]
workload:
${[
  "exponential: 1ms",
  "uniform: [1ms, 2ms]",
  "normal: { mean: 1ms, sd: 1ms }",
  "lognormal: { mean: 1ms, cv: 1 }",
  "erlang: { mean: 1ms, k: 2 }",
  "hyperexponential: { mean: 1ms, cv: 2 }",
  "pareto: { min: 1ms, alpha: 2 }",
  "choice: [{ value: 1ms, weight: 1 }, { value: 3ms, weight: 1 }]",
  "trace: [1ms, 3ms, 2ms]",
]
  .map((one, i) => `  - { thread: t${i}, count: 9, program: [compute: { ${one} }, io: { ${one} }] }`)
  .join("\n")}
`;

/** Under every kernel policy with its defaults, under every model and runtime, and with every distribution. */
function everything(): Readonly<Record<string, object>> {
  const policies = Object.keys(KERNEL_POLICIES).map((policy) => {
    const text = random(`{ cores: 2, scheduler: ${policy}, costs: ideal }`, [
      "one-to-one",
      "many-to-many: { kernelThreads: 3, preempt: 500us }",
    ]);
    return [`everything random, ${policy}`, resultsOf(text, "policy.yaml")];
  });
  return {
    ...Object.fromEntries(policies),
    "everything random, every model": resultsOf(
      random("{ cores: 2 }", Object.keys(ALL_MODELS)),
      "models.yaml",
    ),
    "every distribution": resultsOf(EVERY_DISTRIBUTION, "distributions.yaml"),
  };
}

/** The first draws under a seed, of every kind of source. */
function drawsOf(seed: string | number): object {
  const keys = keysOf(seed);
  const source = new DrawSource(keys);
  const draws = Object.entries(DURATIONS).map(([name, duration]) => {
    const sampler = compileSampler(duration, source);
    const values = Array.from({ length: DRAWS }, (_, occurrence) => {
      source.at(mixIdentity(1, 2), 3, occurrence);
      return sampler.sample(occurrence);
    });
    return [name, values];
  });
  const stream = sequentialStream(keys, "seeds");
  return { keys, sequential: Array.from({ length: DRAWS }, stream), ...Object.fromEntries(draws) };
}

/** What a user compares between two versions: how each model's run ended, and when. */
function resultsOf(text: string, file: string): object {
  const parsed = parseScenario(text, { file });
  if (!parsed.ok) throw new Error(`${file} is no valid scenario`);
  const short = ({ outcome, makespanNs, throughput, turnaroundNs }: RunResult) =>
    `${outcome}, ${makespanNs} ns, ${throughput.completed} ${throughput.unit}, mean turnaround ${turnaroundNs?.mean ?? "–"} ns`;
  const runs = simulate(parsed.scenario, { trace: false });
  return Object.fromEntries(runs.map(({ result }) => [result.label, short(result)]));
}

const results = shippedFiles().map((name) => [
  name,
  resultsOf(readFileSync(join(SCENARIOS, name), "utf8"), name),
]);
const promise = `${JSON.stringify(
  {
    draws: Object.fromEntries(SEEDS.map((seed) => [String(seed), drawsOf(seed)])),
    results: { ...everything(), ...Object.fromEntries(results) },
  },
  null,
  2,
)}\n`;

const HOW = `The same seed gives other draws or results than it did. Where that is meant, renew seeds.json with
\`npx vitest run test/golden/seeds.test.ts -u\` and say in CHANGELOG.md what changed and why, with the new fingerprint.`;

test("a seed's draws and the shipped scenarios' results stay as they are", async () => {
  await expect(promise, HOW).toMatchFileSnapshot("seeds.json");
});

test("the CHANGELOG tells of these draws and results", () => {
  const fingerprint = createHash("sha256").update(promise).digest("hex").slice(0, 12);
  const changelog = readFileSync(join(REPOSITORY, "CHANGELOG.md"), "utf8");
  expect(
    changelog.includes(`seeds \`${fingerprint}\``),
    `${HOW}\nFingerprint: seeds \`${fingerprint}\``,
  ).toBe(true);
});
