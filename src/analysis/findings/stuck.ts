import { BLOCKED_REASONS } from "../../trace/states.ts";
import { NOT_BLOCKED } from "../kernel-table.ts";
import { ABSENT, stateOfReason } from "../thread-ledger.ts";
import type { WaitsFor, WaitsForParts } from "./waits-for.ts";

const LOCK = stateOfReason(BLOCKED_REASONS.indexOf("lock"));

/** Whether anybody waits for a lock: where nobody does, nobody is stuck while others go on. */
export function anyWaitsForLock({ threads }: WaitsForParts): boolean {
  for (let thread = 0; thread < threads.capacity; thread += 1) {
    if (threads.state(thread) === LOCK) return true;
  }
  return false;
}

/**
 * The user threads that can never go on, whatever the others do: those that wait for a mutex whose holder is
 * such (or has ended), for a read-write lock of whose holders one is, for the end of threads all of which are
 * such, or, stalled, for kernel threads all of whose user threads are such. A wait that anybody might end (a
 * semaphore, a queue, a condition, a timer) is none of these.
 */
export function stuckThreads(parts: WaitsForParts, graph: WaitsFor): ReadonlySet<number> {
  const stuck = new Set(graph.waiting());
  for (let before = -1; before !== stuck.size; ) {
    before = stuck.size;
    for (const thread of stuck) {
      const hopes = hopesOf(parts, graph, thread);
      if (hopes === null) {
        stuck.delete(thread);
        continue;
      }
      const alive = hopes.filter((other) => !stuck.has(other)).length;
      const needed = graph.waitsForAll(thread) ? hopes.length : 1;
      if (alive > 0 && alive >= needed) stuck.delete(thread);
    }
  }
  return stuck;
}

/** User threads that could end its wait: any one of them, or all (`waitsForAll`); null where anybody could, or nobody is known. */
function hopesOf(parts: WaitsForParts, graph: WaitsFor, thread: number): readonly number[] | null {
  const wait = graph.wait(thread);
  switch (wait?.kind) {
    case "object": {
      // Anybody may release a permit, whether or not it holds one.
      if (wait.holder === null || graph.isSemaphore(thread)) return null;
      return wait.ended ? [] : graph.livingHolders(wait.object);
    }
    case "join":
      return membersOf(parts, wait.group);
    case "stalled":
      return pinnedOf(parts, wait.process);
    default:
      return null;
  }
}

function membersOf({ threads }: WaitsForParts, group: number): readonly number[] | null {
  const members: number[] = [];
  for (let thread = 0; thread < threads.capacity; thread += 1) {
    if (threads.state(thread) !== ABSENT && threads.group(thread) === group) members.push(thread);
  }
  return members.length === 0 ? null : members;
}

function pinnedOf({ kernels, threads }: WaitsForParts, process: number): readonly number[] {
  const pinned: number[] = [];
  for (let kernel = 0; kernel < kernels.capacity; kernel += 1) {
    if (kernels.process(kernel) !== process || kernels.reason(kernel) === NOT_BLOCKED) continue;
    const thread = kernels.pinned(kernel);
    if (!threads.isBound(thread)) pinned.push(thread);
  }
  return pinned;
}
