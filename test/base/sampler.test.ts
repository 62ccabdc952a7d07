import { readFileSync } from "node:fs";
import { randomExponential } from "d3-random";
import { describe, expect, test } from "vitest";
import { InvariantError } from "../../src/base/assert.ts";
import type { Distribution } from "../../src/base/distribution.ts";
import { DrawSource, keysOf, mixIdentity, sequentialStream } from "../../src/base/random.ts";
import { compileSampler } from "../../src/base/sampler.ts";
import { MAX_NS, ms, ns } from "../../src/base/time.ts";
import { momentsOf } from "../support/moments.ts";

const DISTRIBUTIONS: Record<string, Distribution> = {
  exponential: { kind: "exponential", mean: ms(2) },
  uniform: { kind: "uniform", min: ms(1), max: ms(5) },
  "normal, hardly truncated": { kind: "normal", mean: ms(10), sd: ms(2) },
  "normal, half of it truncated": { kind: "normal", mean: ns(0), sd: ms(3) },
  lognormal: { kind: "lognormal", mean: ms(100), cv: 0.5 },
  "erlang of 1": { kind: "erlang", mean: ms(4), k: 1 },
  "erlang of 3": { kind: "erlang", mean: ms(4), k: 3 },
  "erlang of 100": { kind: "erlang", mean: ms(4), k: 100 },
  hyperexponential: { kind: "hyperexponential", mean: ms(3), cv: 2 },
  pareto: { kind: "pareto", min: ms(1), alpha: 5 },
  choice: {
    kind: "choice",
    options: [
      { value: ms(1), weight: 9 },
      { value: ms(2), weight: 0 },
      { value: ms(11), weight: 1 },
    ],
  },
  trace: { kind: "trace", values: [ms(1), ms(2), ms(6)] },
};
const NAMES = Object.keys(DISTRIBUTIONS);
const N = 120_000;

function distribution(name: string): Distribution {
  const found = DISTRIBUTIONS[name];
  if (!found) throw new Error(`no distribution ${name}`);
  return found;
}

function draws(d: Distribution, count: number, seed: string | number): number[] {
  const source = new DrawSource(keysOf(seed));
  const sampler = compileSampler(d, source);
  const thread = mixIdentity(0, 0);
  return Array.from({ length: count }, (_, occurrence) => {
    source.at(thread, 0, occurrence);
    return sampler.sample(occurrence);
  });
}

describe.each(NAMES)("%s", (name) => {
  const d = distribution(name);
  test("has the mean and variance of theory, within 4 standard errors", () => {
    const values = draws(d, N, 42);
    const { mean, variance } = momentsOf(d);
    const sampleMean = values.reduce((sum, value) => sum + value, 0) / N;
    const squares = values.map((value) => (value - mean) ** 2);
    const sampleVariance = squares.reduce((sum, value) => sum + value, 0) / N;
    const fourth = squares.reduce((sum, value) => sum + (value - sampleVariance) ** 2, 0) / N;
    expect(Math.abs(sampleMean - mean)).toBeLessThanOrEqual(4 * Math.sqrt(variance / N));
    expect(Math.abs(sampleVariance - variance)).toBeLessThanOrEqual(4 * Math.sqrt(fourth / N));
  });

  test("gives whole nanoseconds, never negative, never −0", () => {
    const tiny = draws(scaledDown(d), 20_000, 7);
    const bad = [...draws(d, 1000, 7), ...tiny].filter(
      (value) => !Number.isSafeInteger(value) || value < 0 || Object.is(value, -0),
    );
    expect(bad).toEqual([]);
  });

  test("depends on the position alone, whatever was drawn before", () => {
    const inOrder = draws(d, 200, "paired");
    const source = new DrawSource(keysOf("paired"));
    const sampler = compileSampler(d, source);
    for (let occurrence = 199; occurrence >= 0; occurrence -= 1) {
      source.at(mixIdentity(0, 0), 0, occurrence);
      expect(sampler.sample(occurrence)).toBe(inOrder[occurrence]);
    }
  });
});

/** The same shape around a nanosecond, where rounding shows. */
function scaledDown(d: Distribution): Distribution {
  const one = ns(1);
  switch (d.kind) {
    case "uniform":
      return { kind: "uniform", min: ns(0), max: one };
    case "normal":
      return { kind: "normal", mean: ns(0), sd: one };
    case "pareto":
      return { kind: "pareto", min: one, alpha: d.alpha };
    case "choice":
    case "trace":
      return d;
    default:
      return { ...d, mean: one };
  }
}

test("exponential draws are d3-random's, to the rounding", () => {
  const library = randomExponential.source(sequentialStream(keysOf(1), "x"))(1 / 1e6);
  const sampler = compileSampler(
    { kind: "exponential", mean: ms(1) },
    { next: sequentialStream(keysOf(1), "x") },
  );
  for (let i = 0; i < 10_000; i += 1) expect(sampler.sample(i)).toBe(Math.round(library()));
});

test("a fixed duration is itself, and an endless one stops at the end of the clock", () => {
  const source = new DrawSource(keysOf(42));
  expect(compileSampler(ms(3), source).sample(5)).toBe(3_000_000);
  const heavy = draws({ kind: "pareto", min: MAX_NS, alpha: 0.01 }, 100, 1);
  expect(new Set(heavy)).toEqual(new Set([MAX_NS]));
});

test.each<Distribution>([
  { kind: "trace", values: [] },
  { kind: "choice", options: [] },
  { kind: "erlang", mean: ms(1), k: 0 },
  { kind: "hyperexponential", mean: ms(1), cv: 0.5 },
])("refuses what is no distribution: %j", (d) => {
  expect(() => compileSampler(d, new DrawSource(keysOf(1)))).toThrow(InvariantError);
});

test("seeds keep their draws: a change here needs a line in the CHANGELOG", () => {
  const golden: unknown = JSON.parse(readFileSync(new URL("draws.golden.json", import.meta.url), "utf8"));
  const actual = [1, 42, "a seed"].map((seed) => ({
    seed,
    keys: keysOf(seed),
    sequential: Array.from({ length: 3 }, sequentialStream(keysOf(seed), "arrivals")),
    draws: Object.fromEntries(NAMES.map((name) => [name, draws(distribution(name), 5, seed)])),
  }));
  expect(actual).toEqual(golden);
});
