import type { Ns } from "../base/time.ts";
import type { Explanation } from "./causes/explanation.ts";
import type { RunResult } from "./result.ts";

/** What a run could have had more of, or spent less on. */
export type Resource =
  | "kernel-threads"
  | "cores"
  | "workers"
  | "lock"
  | "io"
  | "device"
  | "computing"
  | "switches"
  | "creation"
  | "permits"
  | "queue"
  | "quota"
  | "gil"
  | "model";

/** One change to a scenario: what is different, in words. */
export interface VariantName {
  readonly resource: Resource;
  /** The lock, pool, device, semaphore, queue or process it is about; null where it is about none. */
  readonly place: string | null;
  /** `one more core (5)`. */
  readonly what: string;
  /** The same change as an override, `PATH=VALUE`; null where no value of the scenario says it. */
  readonly set: string | null;
  /** The share of the makespan that it can save where nothing else counts: a fifth for one more than four cores. */
  readonly atMost: number;
}

/** What a run came to, in short. */
interface Measures {
  readonly outcome: RunResult["outcome"];
  readonly makespanNs: Ns;
  readonly throughput: RunResult["throughput"];
}

/**
 * A variant, and how its run came out. Changes are shares of the value as it was: −0.2 = 20 % less. That of
 * the makespan is null unless both runs did all their work, that of the throughput where one ended in a
 * deadlock; and both where there was nothing to compare with.
 */
export interface WhatIfRow extends VariantName, Measures {
  readonly makespanChange: number | null;
  readonly throughputChange: number | null;
}

/** What would have been different about a run: everything simulated anew, on the same random draws. */
export interface WhatIfTable {
  readonly asItWas: Measures;
  /** Most gained first. */
  readonly rows: readonly WhatIfRow[];
  /** Variants that were not tried, as the run is long. */
  readonly leftOut: readonly string[];
  /** The change to what the run has or does that gains most: what it was short of. Null where none gains anything to speak of. */
  readonly bottleneck: WhatIfRow | null;
}

/** Why a run took as long as it did, and what would have been different. */
export interface ExplainedRun extends Explanation {
  /** Null where it was not asked for. */
  readonly whatIf: WhatIfTable | null;
}

/** Gains below this share are not worth speaking of. */
const NOTABLE_GAIN = 0.01;
/** From this share on a gain counts as that which it is measured by. */
const AS_GOOD = 0.75;

/** Judges variants by their runs. `tried` in the order in which a tie between them is settled. */
export function whatIfTable(
  asItWas: RunResult,
  tried: readonly (readonly [VariantName, RunResult])[],
  leftOut: readonly VariantName[],
): WhatIfTable {
  const rows = tried.map(([name, result]) => rowOf(name, result, asItWas));
  return {
    asItWas: measuresOf(asItWas),
    rows: rows.toSorted((a, b) => compare(a, b)),
    leftOut: leftOut.map(({ what }) => what),
    bottleneck: bottleneckOf(rows, asItWas),
  };
}

function measuresOf({ outcome, makespanNs, throughput }: RunResult): Measures {
  return { outcome, makespanNs, throughput };
}

function rowOf(
  { resource, place, what, set, atMost }: VariantName,
  result: RunResult,
  asItWas: RunResult,
): WhatIfRow {
  const outcomes = [result.outcome, asItWas.outcome];
  const areWhole = outcomes.every((outcome) => outcome === "completed");
  const areAlive = !outcomes.includes("deadlock");
  const { makespanNs, throughput } = asItWas;
  return {
    resource,
    place,
    what,
    set,
    atMost,
    ...measuresOf(result),
    makespanChange: areWhole ? changeOf(result.makespanNs, makespanNs) : null,
    throughputChange: areAlive ? changeOf(result.throughput.perSecond, throughput.perSecond) : null,
  };
}

const changeOf = (now: number, before: number): number | null => (before === 0 ? null : now / before - 1);

/** A run that did all its work comes before one that was cut short, and that before a deadlock. */
const OUTCOME_RANKS: Readonly<Record<RunResult["outcome"], number>> = {
  completed: 0,
  horizon: 1,
  "event-limit": 1,
  interrupted: 1,
  deadlock: 2,
};

/**
 * Of two runs that did all their work the shorter is better, else the one that did more in the time it had;
 * of two deadlocks none.
 */
function compare(a: Measures, b: Measures): number {
  const byOutcome = OUTCOME_RANKS[a.outcome] - OUTCOME_RANKS[b.outcome];
  if (byOutcome !== 0) return byOutcome;
  if (a.outcome === "deadlock") return 0;
  const byMakespan = a.makespanNs - b.makespanNs;
  const byThroughput = b.throughput.perSecond - a.throughput.perSecond;
  return a.outcome === "completed" ? byMakespan || byThroughput : byThroughput || byMakespan;
}

/** The share of the makespan that a variant saves, or what it adds to the throughput where the run was cut short. */
function gainOf(row: WhatIfRow, asItWas: RunResult): number {
  const byOutcome = OUTCOME_RANKS[asItWas.outcome] - OUTCOME_RANKS[row.outcome];
  if (byOutcome !== 0) return byOutcome * Number.MAX_VALUE;
  return row.outcome === "completed" ? -(row.makespanChange ?? 0) : (row.throughputChange ?? 0);
}

/** What a program has to do in any case: the bottleneck only where it waits for nothing that there could be more of. */
const OWN_WORK: readonly Resource[] = ["computing", "io"];

/**
 * First what is contended for. It has to gain as much as it can, or as much as less work would; of several
 * such that gain alike the first one counts. Another model is another program's world, not something that
 * this one was short of.
 */
function bottleneckOf(rows: readonly WhatIfRow[], asItWas: RunResult): WhatIfRow | null {
  const gain = (row: WhatIfRow): number => gainOf(row, asItWas);
  const notable = rows.filter((row) => row.resource !== "model" && gain(row) >= NOTABLE_GAIN);
  const ownWork = notable.filter(({ resource }) => OWN_WORK.includes(resource));
  const byWork = Math.max(0, ...ownWork.map(gain));
  const contended = notable
    .filter(({ resource }) => !OWN_WORK.includes(resource))
    .filter((row) => byWork === 0 || gain(row) >= AS_GOOD * Math.min(row.atMost, byWork));
  const candidates = contended.length > 0 ? contended : ownWork;
  const best = Math.max(0, ...candidates.map(gain));
  return candidates.find((row) => gain(row) >= AS_GOOD * best) ?? null;
}
