import type { TraceMeta } from "../../trace/meta.ts";
import { countOf, poolName } from "../names.ts";
import { ABSENT } from "../thread-ledger.ts";
import type { WaitsForParts } from "./waits-for.ts";

/** A pool whose workers all wait within their jobs, while jobs that could end their waiting are still queued. */
export interface StarvedPool {
  readonly name: string;
  readonly workers: number;
  readonly queued: number;
}

/**
 * Pools that are deadlocked with themselves ("thread starvation deadlock": Goetz et al., Java Concurrency in
 * Practice, 2006, section 8.1.1). To be asked where nothing can go on: jobs wait in the queue, and no worker
 * that is left waits at it.
 */
export function starvedPools(meta: TraceMeta, { threads, objects }: WaitsForParts): readonly StarvedPool[] {
  const firstQueue = meta.objects.length - meta.pools.length;
  return meta.pools.flatMap((_, pool) => {
    const queue = firstQueue + pool;
    const queued = objects.value(queue);
    if (!(queued > 0)) return [];
    let workers = 0;
    for (let thread = 0; thread < threads.capacity; thread += 1) {
      if (threads.state(thread) === ABSENT || meta.groups[threads.group(thread)]?.pool !== pool) continue;
      if (threads.waitsFor(thread) === queue) return [];
      workers += 1;
    }
    return workers === 0 ? [] : [{ name: poolName(meta, pool), workers, queued }];
  });
}

/** ` All 2 workers of the pool …`: to follow what the workers wait for. */
export function starvedText({ name, workers, queued }: StarvedPool): string {
  const all = workers === 1 ? "The only worker" : `All ${countOf(workers, "worker")}`;
  const waits = workers === 1 ? "waits within its job" : "wait within their jobs";
  return ` ${all} of ${name} ${waits}, and ${countOf(queued, "job")} more ${queued === 1 ? "stands" : "stand"} in its queue.`;
}

export const STARVED_ADVICE =
  "Give the pool more workers than jobs can wait at a time, or do not wait within a job: submit what comes after as a job of its own.";
