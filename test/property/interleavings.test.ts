import fc from "fast-check";
import { expect, test } from "vitest";
import { type AtomicStep, type Interleavings, interleave, outcomeOf } from "../support/interleaver.ts";
import {
  type Generated,
  interleavingsOf,
  simulated,
  smallProgram,
  stepsOf,
} from "../support/small-programs.ts";

const SEED = 20261122;
const RUNS = 1_000;
/** Seconds on a quiet machine; a guard and no measure. */
const TIMEOUT_MS = 600_000;

/** Variables of which some interleaving has two threads about to use them, one of them to change them. */
function raced(program: Generated, { states }: Interleavings): ReadonlySet<string> {
  const steps = stepsOf(program.threads);
  const found = new Set<string>();
  for (const { places } of states) {
    const next = steps.flatMap((own, thread) => accessOf(own[places[thread] ?? 0]) ?? []);
    for (const [i, one] of next.entries()) {
      const other = next.slice(i + 1).find(({ variable }) => variable === one.variable);
      if (other !== undefined && (one.stores || other.stores)) found.add(one.variable);
    }
  }
  return found;
}

function accessOf(
  step: AtomicStep | undefined,
): { readonly variable: string; readonly stores: boolean } | null {
  switch (step?.kind) {
    case "load":
    case "if":
      return { variable: step.variable, stores: false };
    case "store":
      return { variable: step.variable, stores: true };
    default:
      return null;
  }
}

test("every run ends as one of all interleavings does, and what it tells of races is so", {
  timeout: TIMEOUT_MS,
}, () => {
  const counts = { choices: 0, deadlocks: 0, lessLikely: 0, racesTold: 0, races: 0 };
  fc.assert(
    fc.property(smallProgram, (program) => {
      const all = interleavingsOf(program);
      const { schedules } = all;
      const { outcome: end, objects, findings } = simulated(program);
      expect(["completed", "deadlock"]).toContain(end);
      const values = { v: objects.v?.value ?? 0, w: objects.w?.value ?? 0 };
      const outcome = outcomeOf(end === "completed", values);
      expect([...schedules.keys()]).toContain(outcome);
      if (schedules.size > 1) counts.choices += 1;
      if (outcome.startsWith("deadlock")) counts.deadlocks += 1;
      if (schedules.get(outcome) !== Math.max(...schedules.values())) counts.lessLikely += 1;
      // A race that is told of is one: some interleaving has both uses next to each other. Where what a thread
      // does depends on what it reads, that is sure of the first race only, which may bring about the others.
      const kinds = ["data-race", "lost-update"];
      const told = new Set(findings.flatMap(({ kind, objects }) => (kinds.includes(kind) ? objects : [])));
      const races = raced(program, all);
      const sure = [...told].filter((name) => races.has(name));
      const branches = stepsOf(program.threads).some((own) => own.some(({ kind }) => kind === "if"));
      const least = branches ? Math.min(1, told.size) : told.size;
      expect(sure.length).toBeGreaterThanOrEqual(least);
      // Where user threads take turns on one kernel thread, nothing comes of most races, and they are not told of.
      if (program.model === "many-to-one") return;
      counts.racesTold += told.size;
      counts.races += races.size;
    }),
    { seed: SEED, numRuns: RUNS },
  );
  // The programs leave a choice, and the runs make use of it; and one run shows most of all races.
  expect(counts.choices).toBeGreaterThan(RUNS / 4);
  expect(counts.deadlocks).toBeGreaterThan(RUNS / 20);
  expect(counts.lessLikely).toBeGreaterThan(RUNS / 10);
  expect(counts.racesTold).toBeGreaterThan(0.8 * counts.races);
});

test("an outcome that no interleaving has would be noticed", () => {
  const steps = [
    { kind: "load", variable: "v" },
    { kind: "add", amount: 1 },
    { kind: "store", variable: "v" },
  ] as const;
  const { schedules } = interleave({ threads: [steps, steps], semaphores: {} });
  expect([...schedules.keys()].sort()).toEqual(["completed v=1", "completed v=2"]);
});
