import fc from "fast-check";
import { expect, test } from "vitest";
import { NONE } from "../../src/base/ids.ts";
import { CoreSet } from "../../src/machine/core-set.ts";

const SEED = 20261122;

test("does what a sorted set does", () => {
  const changes = fc.array(fc.tuple(fc.boolean(), fc.nat(99)), { maxLength: 200 });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 100 }), changes, (cores, turns) => {
      const set = new CoreSet(cores);
      const twin = new Set<number>();
      for (const [adds, anyCore] of turns) {
        const core = anyCore % cores;
        if (adds) {
          set.add(core);
          twin.add(core);
        } else {
          set.delete(core);
          twin.delete(core);
        }
        expect(set.size).toBe(twin.size);
      }
      const members: number[] = [];
      for (let core = set.from(0); core !== NONE; core = set.from(core + 1)) members.push(core);
      expect(members).toEqual([...twin].toSorted((a, b) => a - b));
    }),
    { seed: SEED, numRuns: 300 },
  );
});

test.each([32, 64, 4096])(
  "of %d cores, a full number of words, the last is found and nothing after it",
  (cores) => {
    const set = new CoreSet(cores);
    set.add(cores - 1);
    expect([set.from(0), set.from(cores - 1), set.from(cores)]).toEqual([cores - 1, cores - 1, NONE]);
  },
);
