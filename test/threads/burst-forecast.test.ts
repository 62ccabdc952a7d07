import { expect, test } from "vitest";
import { ms } from "../../src/base/time.ts";
import type { Step } from "../../src/threads/options.ts";
import { compute, group, io, machine, pool, scenario, simulate } from "./fixtures.ts";

const random: Step = { kind: "compute", for: { kind: "exponential", mean: ms(5) } };
const SJF = machine({ scheduler: { policy: "sjf" } });

/** Time each thread runs in its first stay on the core, in the order in which they get it. */
function firstBursts(program: readonly Step[], count: number): number[] {
  const { records } = simulate(scenario([group("t", program, { count })], { machine: SJF }));
  const bursts: number[] = [];
  const seen = new Set<number>();
  for (const [i, { name, time, detail }] of records.entries()) {
    if (name !== "coreBusy" || seen.has(detail)) continue;
    seen.add(detail);
    const next = records.slice(i + 1).find((other) => other.name === "coreBusy" || other.name === "coreIdle");
    bursts.push((next?.time ?? 0) - time);
  }
  return bursts;
}

test.each<[string, readonly Step[]]>([
  ["one random step", [random]],
  ["a sum of several", [random, compute(1), random, io(1), compute(50)]],
  [
    "loops",
    [{ kind: "repeat", times: 3, body: [random, { kind: "repeat", times: 2, body: [random] }] }, io(1)],
  ],
  [
    "branches",
    [
      {
        kind: "choose",
        branches: [
          { weight: 1, body: [random] },
          { weight: 1, body: [compute(2), random, io(1)] },
        ],
      },
      random,
    ],
  ],
  [
    "a trace",
    [{ kind: "compute", for: { kind: "trace", values: [ms(9), ms(3), ms(7), ms(1)] } }, io(1), random],
  ],
  ["steps that never block", [random, { kind: "add", amount: 1 }, { kind: "store", variable: "v" }, random]],
])("the shortest of 40 bursts is known in advance: %s", (_, program) => {
  const input = scenario([group("t", program, { count: 40 })], {
    machine: SJF,
    objects: [{ kind: "variable", name: "v", value: 0, atomic: false }],
  });
  expect(simulate(input).end.outcome).toBe("completed");
  const bursts = program.some(({ kind }) => kind === "store") ? [] : firstBursts(program, 40);
  expect(bursts).toEqual(bursts.toSorted((a, b) => a - b));
});

test("a worker's burst is that of the job it has been given", () => {
  const job: Step = { kind: "compute", for: { kind: "trace", values: [ms(9), ms(3), ms(7), ms(1)] } };
  const workers = pool("workers", 4, 4, [job]);
  // The workers wait first; the jobs then come all at once.
  const input = scenario([{ ...workers, arrive: { kind: "at", time: ms(1) } }], { machine: SJF });
  const { records } = simulate(input);
  const ends = records.filter(({ name }) => name === "jobEnd").map(({ time }) => time / ms(1));
  expect(ends).toEqual([2, 5, 12, 21]);
});
