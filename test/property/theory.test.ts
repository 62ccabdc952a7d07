import fc from "fast-check";
import { expect, test } from "vitest";
import { type GraphJob, graphSchedule } from "../support/oracles/list-schedule.ts";
import { type UnitProtocol, type UnitTask, unitLocks } from "../support/oracles/unit-locks.ts";
import { ends } from "../validation/locks.ts";
import { inMs, measure } from "../validation/measure.ts";
import { graph } from "../validation/parallel.ts";

/** What the validation table shows on published inputs, on random ones. */
const SEED = 20261122;

/**
 * Tasks in a row, each of which shares one lock with the task before it and one with that after. Sections nest, in
 * that order, so that none deadlocks; two at most want a lock, so that who gets it next is no question.
 */
const LOCKS = "PQRVW";
const shape = fc.array(fc.constantFrom("E", "EE", "a", "aaa", "b", "bb", "a(ab)a", "aa(ab)", "a(ab)(ab)"), {
  minLength: 1,
  maxLength: 4,
});
const tasks: fc.Arbitrary<readonly UnitTask[]> = fc
  .array(fc.record({ arrive: fc.nat(8), shape }), { minLength: 3, maxLength: LOCKS.length - 1 })
  .chain((some) =>
    fc.shuffledSubarray([...some.keys()], { minLength: some.length }).map((priorities) =>
      some.map(({ arrive, shape }, i) => ({
        name: `t${i}`,
        arrive,
        priority: 1 + (priorities[i] ?? 0),
        program: shape
          .join("E")
          .replaceAll("a", LOCKS.charAt(i))
          .replaceAll("b", LOCKS.charAt(i + 1)),
      })),
    ),
  );

test("resource protocols: every task ends when it does unit by unit on paper", () => {
  const inverted = { none: 0, inheritance: 0, "immediate-ceiling": 0 };
  fc.assert(
    fc.property(
      tasks,
      fc.constantFrom<UnitProtocol>("none", "inheritance", "immediate-ceiling"),
      (some, protocol) => {
        const expected = unitLocks(some, protocol);
        expect(ends(some, protocol, ", order: barging")).toEqual(expected);
        if (JSON.stringify(unitLocks(some, "none")) !== JSON.stringify(expected)) inverted[protocol] += 1;
      },
    ),
    { seed: SEED, numRuns: 500 },
  );
  // The protocols are not just along for the ride.
  expect(inverted.inheritance).toBeGreaterThan(3);
  expect(inverted["immediate-ceiling"]).toBeGreaterThan(3);
});

const jobs: fc.Arbitrary<readonly GraphJob[]> = fc
  .array(
    fc.record({ length: fc.integer({ min: 2, max: 9 }), before: fc.array(fc.nat(), { maxLength: 2 }) }),
    { minLength: 5, maxLength: 12 },
  )
  .map((some) =>
    some.map(({ length, before }, i) => ({
      length,
      after: i === 0 ? [] : [...new Set(before.map((j) => j % i))],
    })),
  );
const shorter = ({ length, after }: GraphJob): GraphJob => ({ length: length - 1, after });
const freer = ({ length, after }: GraphJob): GraphJob => ({ length, after: after.slice(1) });

test("graphs of jobs: makespans of list scheduling, Graham's anomalies among them, and within his bound", () => {
  const span = (some: readonly GraphJob[], cores: number) => inMs(measure(graph(some, cores)).makespanNs);
  let anomalies = 0;
  fc.assert(
    fc.property(jobs, fc.integer({ min: 2, max: 3 }), (some, cores) => {
      const before = graphSchedule(some, cores);
      expect(span(some, cores)).toBe(before);
      const eased = [
        [some, cores + 1],
        [some.map(shorter), cores],
        [some.map(freer), cores],
      ] as const;
      for (const [graph, machines] of eased) {
        const after = graphSchedule(graph, machines);
        expect(span(graph, machines)).toBe(after);
        if (after > before) anomalies += 1;
        // Never worse than by this factor: 1 + (m − 1) / m′ (Graham 1969, theorem 1).
        expect(after / before).toBeLessThanOrEqual(1 + (cores - 1) / machines);
      }
    }),
    { seed: SEED, numRuns: 120 },
  );
  expect(anomalies).toBeGreaterThan(3);
});
