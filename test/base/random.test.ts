import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DrawSource, keysOf, mixIdentity, sequentialStream } from "../../src/base/random.ts";

const SEEDS = [1, 42, "a seed"];
const SEED = 20261122;
const N = 100_000;

/** The first uniform at a position. */
function first(source: DrawSource, thread: number, step: number, occurrence: number): number {
  source.at(thread, step, occurrence);
  return source.next();
}

/** Ways to walk through positions along one coordinate, and within one position. */
const WALKS: Record<string, (source: DrawSource) => (i: number) => number> = {
  "raw threads": (source) => (i) => first(source, i, 3, 0),
  threads: (source) => (i) => first(source, mixIdentity(7, i), 3, 0),
  groups: (source) => (i) => first(source, mixIdentity(i, 0), 3, 0),
  steps: (source) => (i) => first(source, mixIdentity(7, 1), i, 0),
  occurrences: (source) => (i) => first(source, mixIdentity(7, 1), 3, i),
  "a grid of threads, steps and occurrences": (source) => (i) =>
    first(source, mixIdentity(7, Math.floor(i / 2500)), Math.floor(i / 50) % 50, i % 50),
  "successive draws": (source) => {
    source.at(mixIdentity(7, 1), 3, 0);
    return () => source.next();
  },
};

/** χ² statistic of counts against equal expectation, as a number of standard deviations from its mean. */
function chiSquaredScore(counts: readonly number[]): number {
  const expected = counts.reduce((sum, count) => sum + count, 0) / counts.length;
  const statistic = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
  const freedom = counts.length - 1;
  return (statistic - freedom) / Math.sqrt(2 * freedom);
}

/** Seven walks times three seeds: 4.5 standard deviations come by chance once in thousands of seeds. */
const LIMIT = 4.5;

describe.each(SEEDS)("draws of seed %j", (seed) => {
  test.each(Object.keys(WALKS))("are uniform and uncorrelated along %s", (name) => {
    const walk = WALKS[name]?.(new DrawSource(keysOf(seed)));
    const values = Array.from({ length: N }, (_, i) => walk?.(i) ?? Number.NaN);
    const bins = new Array<number>(256).fill(0);
    const pairs = new Array<number>(256).fill(0);
    const lowBits = new Array<number>(256).fill(0);
    let covariance = 0;
    expect(values.filter((u) => !(u >= 0 && u < 1))).toEqual([]);
    values.forEach((u, i) => {
      const next = values[(i + 1) % N] ?? 0;
      const bin = Math.floor(u * 256);
      const pair = Math.floor(u * 16) * 16 + Math.floor(next * 16);
      const low = (u * 2 ** 53) % 256;
      bins[bin] = (bins[bin] ?? 0) + 1;
      pairs[pair] = (pairs[pair] ?? 0) + 1;
      lowBits[low] = (lowBits[low] ?? 0) + 1;
      covariance += (u - 0.5) * (next - 0.5);
    });
    expect(chiSquaredScore(bins)).toBeLessThan(LIMIT);
    expect(chiSquaredScore(pairs)).toBeLessThan(LIMIT);
    expect(chiSquaredScore(lowBits)).toBeLessThan(LIMIT);
    // A product of two independent centred uniforms has standard deviation 1/12.
    expect(Math.abs((covariance * 12) / Math.sqrt(N))).toBeLessThan(LIMIT);
  });

  test("flip half of their bits when one bit of the position flips", () => {
    const source = new DrawSource(keysOf(seed));
    const bits = (thread: number, step: number, occurrence: number) =>
      BigInt(first(source, thread, step, occurrence) * 2 ** 53);
    for (let coordinate = 0; coordinate < 3; coordinate += 1) {
      for (let bit = 0; bit < 32; bit += 1) {
        let flipped = 0;
        const samples = 200;
        for (let i = 0; i < samples; i += 1) {
          const position = [mixIdentity(1, i), i % 7, i] as const;
          const other = position.map((word, j) => (j === coordinate ? word ^ (1 << bit) : word));
          const difference = bits(...position) ^ bits(other[0] ?? 0, other[1] ?? 0, other[2] ?? 0);
          flipped += difference.toString(2).replaceAll("0", "").length;
        }
        // Binomial: 53 · 200 bits of probability 1/2.
        const score = (flipped - (53 * samples) / 2) / Math.sqrt((53 * samples) / 4);
        expect(Math.abs(score)).toBeLessThan(LIMIT);
      }
    }
  });
});

test("a position's draws do not depend on what was drawn before", () => {
  const position = fc.tuple(fc.integer(), fc.nat(1000), fc.nat());
  fc.assert(
    fc.property(fc.array(fc.tuple(position, fc.nat(5)), { minLength: 1 }), (visits) => {
      const walked = new DrawSource(keysOf(42));
      for (const [where, count] of visits) {
        const fresh = new DrawSource(keysOf(42));
        walked.at(...where);
        fresh.at(...where);
        for (let i = 0; i < count; i += 1) expect(walked.next()).toBe(fresh.next());
      }
    }),
    { seed: SEED },
  );
});

test("seeds differ, and a number is its own spelling", () => {
  const draws = new Set(
    Array.from({ length: 10_000 }, (_, seed) => first(new DrawSource(keysOf(seed)), 0, 0, 0)),
  );
  expect(draws.size).toBe(10_000);
  expect(keysOf(42)).toEqual(keysOf("42"));
});

test("identities of one parent's children, and of all parents' first children, never collide", () => {
  const children = new Set(Array.from({ length: N }, (_, i) => mixIdentity(123, i)));
  const firstChildren = new Set(Array.from({ length: N }, (_, i) => mixIdentity(i, 0)));
  expect(children.size).toBe(N);
  expect(firstChildren.size).toBe(N);
});

test("sequential streams repeat for one label and differ between labels", () => {
  const take = (label: string) => Array.from({ length: 5 }, sequentialStream(keysOf(42), label));
  expect(take("arrivals 0")).toEqual(take("arrivals 0"));
  expect(take("arrivals 0")).not.toEqual(take("arrivals 1"));
});
