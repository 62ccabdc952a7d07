import fc from "fast-check";
import { expect, test } from "vitest";
import { outlineOf, type Stretch } from "../../../src/analysis/causes/path-outline.ts";

const SEED = 20261122;

/** Stretches that follow each other from `startNs` on. */
function path(startNs: number, parts: readonly (readonly [string, number])[]): Stretch<string>[] {
  let time = startNs;
  return parts.map(([state, length]) => {
    const stretch = { startNs: time, endNs: time + length, state };
    time += length;
    return stretch;
  });
}

const drawn = (stretches: readonly Stretch<string>[], parts: number): string =>
  outlineOf(stretches, parts)
    .map(({ state }) => state)
    .join("");

test("each part has the state that took most of it", () => {
  const stretches = path(10, [
    ["R", 6],
    ["i", 3],
    ["R", 1],
    ["z", 10],
  ]);
  expect(drawn(stretches, 2)).toBe("Rz");
  expect(drawn(stretches, 5)).toBe("RRzzz");
  expect(drawn(stretches, 10)).toBe("RRRiizzzzz");
  expect(drawn([], 5)).toBe("");
});

test("an outline of an outline that is a whole number of times finer says the same of states that fill their parts", () => {
  const state = fc.constantFrom("R", "i", "z");
  fc.assert(
    fc.property(fc.array(state, { minLength: 1, maxLength: 12 }), fc.nat(50), (states, startNs) => {
      const stretches = path(
        startNs,
        states.map((one) => [one, 60] as const),
      );
      for (const finer of [1, 2, 5]) {
        expect(drawn(outlineOf(stretches, finer * states.length), states.length)).toBe(states.join(""));
      }
    }),
    { seed: SEED, numRuns: 100 },
  );
});
