import fc from "fast-check";
import { expect, test } from "vitest";
import { concerned, Tally } from "../../src/analysis/tally.ts";
import { parseScenario, simulate } from "../../src/index.ts";

function metaOf(count: number) {
  const parsed = parseScenario(
    `models: [one-to-one]\nworkload: [ { thread: a, count: ${count}, program: [ compute: 1us ] } ]`,
    {
      file: "test.yaml",
    },
  );
  if (!parsed.ok) throw new Error("does not parse");
  const [run] = simulate(parsed.scenario, { trace: true });
  if (run?.trace === undefined || run.trace === null) throw new Error("no trace");
  return run.trace.meta;
}

test("shares add up by user thread; an amount of nothing is no share", () => {
  const tally = new Tally();
  tally.add(3, 7, 10);
  tally.add(2, 4_000_000, 1);
  tally.add(3, 7, 5);
  tally.add(0, 0, 0);
  expect(tally.shares()).toEqual([
    { group: 3, index: 7, amount: 15 },
    { group: 2, index: 4_000_000, amount: 1 },
  ]);
});

test("no more than 10,000 are kept, and these go on adding up", () => {
  const tally = new Tally();
  for (let index = 0; index < 10_001; index += 1) tally.add(0, index, 1);
  tally.add(0, 0, 1);
  expect(tally.shares()).toHaveLength(10_000);
  expect(tally.shares()[0]?.amount).toBe(2);
});

test("the shares are those of a map by both numbers, in order of the first", () => {
  const number = fc.oneof(fc.nat(3), fc.nat(300), fc.nat(2 ** 23));
  const added = fc.array(fc.tuple(number, number, fc.nat(5)), { maxLength: 400, size: "max" });
  fc.assert(
    fc.property(added, (amounts) => {
      const tally = new Tally();
      const twin = new Map<string, number>();
      for (const [group, index, amount] of amounts) {
        tally.add(group, index, amount);
        if (amount > 0) twin.set(`${group} ${index}`, (twin.get(`${group} ${index}`) ?? 0) + amount);
      }
      const found = tally.shares().map(({ group, index, amount }) => [`${group} ${index}`, amount]);
      expect(found).toEqual([...twin]);
    }),
    { seed: 20_261_123, numRuns: 100 },
  );
});

test("eight are named, the largest share first, and all are counted", () => {
  const shares = Array.from({ length: 20 }, (_, index) => ({ group: 0, index, amount: index }));
  const { names, text } = concerned(metaOf(20), "Pinned", shares);
  expect(names).toEqual([19, 18, 17, 16, 15, 14, 13, 12].map((index) => `a[${index}]`));
  expect(text).toBe(" Pinned: a[19], a[18] and 18 more.");
  expect(concerned(metaOf(1), "Pinned", [])).toEqual({ names: [], text: "" });
});

test("equal shares are named by place, in whatever order they came: ids may have been used before", () => {
  const shares = [2, 0, 1].map((index) => ({ group: 0, index, amount: 5 }));
  expect(concerned(metaOf(3), "Pinned", shares).names).toEqual(["a[0]", "a[1]", "a[2]"]);
});
