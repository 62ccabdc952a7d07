import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Duration } from "../../src/base/distribution.ts";
import { DrawSource, keysOf, mixIdentity, sequentialStream } from "../../src/base/random.ts";
import { compileSampler } from "../../src/base/sampler.ts";
import { ns } from "../../src/base/time.ts";
import { parseScenario, type RunResult, simulate } from "../../src/index.ts";
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
};

/** Everything random at once: arrivals, durations, choices, a lottery. */
const RANDOM = `
name: everything random
machine: { cores: 2, scheduler: { policy: lottery, quantum: 1ms }, costs: ideal }
models: [many-to-one, one-to-one, many-to-many]
workload:
  - thread: open
    arrive: { every: { exponential: 3ms }, count: 200 }
    tickets: 7
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
  const short = ({ outcome, makespanNs, throughput }: RunResult) =>
    `${outcome}, ${makespanNs} ns, ${throughput.completed} ${throughput.unit}`;
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
    results: { "everything random": resultsOf(RANDOM, "random.yaml"), ...Object.fromEntries(results) },
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
