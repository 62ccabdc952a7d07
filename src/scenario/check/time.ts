import { MAX_NS } from "../../base/time.ts";
import type { Arrivals } from "../../threads/options.ts";
import type { DraftEntry } from "../schema/workload.ts";
import type { Path } from "../text/tree.ts";
import type { CheckContext } from "./context.ts";
import { shortest, shortestRun, shortestStep } from "./durations.ts";
import { type Body, bodiesOf, programOf } from "./walk.ts";

const PAST_END = "this passes the end of the clock (2^53 − 1 ns, about 104 days)";

/** Arrivals and periodic threads without end need `until`; and without `until` nothing may surely run past the end of the clock. */
export function checkTime(context: CheckContext): void {
  const { until, workload } = context.draft;
  if (until !== undefined || context.damage.covers(["until"])) return;
  for (const [i, entry] of workload.entries()) {
    const arrive: Path = ["workload", i, "arrive"];
    if (entry.kind === "thread" && entry.period !== null) {
      context.report(["workload", i, "period"], "a periodic thread never ends: give the scenario an `until`");
      continue;
    }
    if (entry.arrive.kind === "every" && entry.arrive.count === null) {
      context.report(arrive, "arrivals without a count never end: give a count, or `until`");
      continue;
    }
    const last = lastArrival(entry.arrive);
    if (last > MAX_NS) context.report(arrive, PAST_END);
    else if (last + rounds(entry) * shortestRun(programOf(entry, i).steps) > MAX_NS) {
      context.report(pastEnd(programOf(entry, i), context, rounds(entry), last), PAST_END);
    }
  }
}

/** How often a thread runs its program at least: a pool's busiest worker does its share of the jobs. */
function rounds(entry: DraftEntry): number {
  return entry.kind === "pool" ? Math.ceil((entry.jobs ?? 0) / entry.workers) : 1;
}

function lastArrival(arrive: Arrivals): number {
  switch (arrive.kind) {
    case "at":
      return arrive.time;
    case "list":
      return arrive.times.reduce((latest, time) => Math.max(latest, time), 0);
    case "every":
      return (arrive.count ?? 0) * shortest(arrive.interval);
  }
}

/** The step with which the time that has surely passed goes beyond the clock, `before` having passed already. */
function pastEnd(body: Body, context: CheckContext, times: number, before: number): Path {
  let sum = before;
  for (const [i, step] of body.steps.entries()) {
    const path = [...body.path, i];
    sum += times * shortestStep(step);
    if (sum <= MAX_NS) continue;
    const inner = bodiesOf(step, path, context.tree).find(({ steps }) => shortestRun(steps) > MAX_NS);
    return inner === undefined ? path : pastEnd(inner, context, 1, 0);
  }
  return body.path;
}
