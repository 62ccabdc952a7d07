import fc from "fast-check";
import { expect, test } from "vitest";
import { Demand } from "../../../src/analysis/causes/demands.ts";

const SEED = 20261122;
const END = 30;

const span = fc
  .tuple(fc.nat(END - 1), fc.nat(END - 1))
  .filter(([a, b]) => a !== b)
  .map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const);

test("at every instant, as many wait as have asked to", () => {
  fc.assert(
    fc.property(fc.array(span, { maxLength: 12 }), (spans) => {
      const demand = new Demand({ cause: 0, place: 0, suspects: 0, process: 0, stalls: null });
      for (const [start, end] of spans) demand.add(start, end);
      const seen = new Array<number>(END).fill(0);
      let last = 0;
      demand.visit((waiting, startNs, endNs) => {
        expect(waiting).toBeGreaterThan(0);
        expect(startNs).toBeGreaterThanOrEqual(last);
        expect(endNs).toBeGreaterThan(startNs);
        last = endNs;
        for (let time = startNs; time < endNs; time += 1) seen[time] = waiting;
      });
      const expected = seen.map((_, time) => spans.filter(([a, b]) => a <= time && time < b).length);
      expect(seen).toEqual(expected);
    }),
    { seed: SEED, numRuns: 300 },
  );
});
