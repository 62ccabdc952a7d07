import { unreachable } from "../../base/assert.ts";
import type { Step } from "../../threads/options.ts";
import { MAX_JOBS, MAX_STEP_DEPTH, MAX_STEPS, MAX_THREADS } from "../limits.ts";
import type { DraftEntry } from "../schema/workload.ts";
import type { CheckContext } from "./context.ts";
import { programOf, walk } from "./walk.ts";

/** Steps, depth, user threads and jobs stay within the limits, all groups together. */
export function checkSizes(context: CheckContext): void {
  let steps = 0;
  let threads = 0;
  let jobs = 0;
  for (const [i, entry] of context.draft.workload.entries()) {
    const program = programOf(entry, i);
    walk(
      program,
      context.tree,
      (_, path, depth) => {
        steps += 1;
        if (steps === MAX_STEPS + 1)
          context.report(path, `too many steps: at most ${MAX_STEPS} in all programs together`);
        if (depth === MAX_STEP_DEPTH + 1)
          context.report(path, `nested too deep: at most ${MAX_STEP_DEPTH} steps in one another`);
      },
      { spawned: true },
    );
    const before = threads;
    threads += threadsOf(entry);
    if (before <= MAX_THREADS && threads > MAX_THREADS) {
      const message = `too many user threads: at most ${MAX_THREADS} of all groups, pools and spawns together`;
      context.report(["workload", i, entry.kind === "pool" ? "workers" : "count"], message);
    }
    const jobsBefore = jobs;
    jobs += entry.kind === "pool" ? (entry.jobs ?? 0) : 0;
    if (jobsBefore <= MAX_JOBS && jobs > MAX_JOBS) {
      context.report(["workload", i, "jobs"], `too many jobs: at most ${MAX_JOBS} of all pools together`);
    }
  }
}

/** User threads that an entry surely brings forth. */
function threadsOf(entry: DraftEntry): number {
  switch (entry.kind) {
    case "thread":
      return entry.count * (1 + spawned(entry.program));
    case "pool":
      return entry.workers + (entry.jobs ?? 0) * spawned(entry.job);
    default:
      return unreachable(entry);
  }
}

/** User threads that one run of these steps surely spawns. */
function spawned(steps: readonly Step[]): number {
  return steps.reduce((sum, step) => {
    switch (step.kind) {
      case "spawn":
        return sum + step.count * (1 + spawned(step.program));
      case "locked":
      case "readLocked":
      case "writeLocked":
      case "forever":
        return sum + spawned(step.body);
      case "repeat":
        return step.times === 0 ? sum : sum + step.times * spawned(step.body);
      case "if":
        return sum + Math.min(spawned(step.body), spawned(step.otherwise));
      case "choose":
        return sum + Math.min(...step.branches.map(({ body }) => spawned(body)));
      default:
        return sum;
    }
  }, 0);
}
