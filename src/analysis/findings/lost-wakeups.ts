import { formatDuration } from "../../base/format-duration.ts";
import type { RunEnd, TraceMeta } from "../../trace/meta.ts";
import { BLOCKED_REASONS } from "../../trace/states.ts";
import { objectName, threadName } from "../names.ts";
import type { ObjectStats } from "../object-stats.ts";
import type { Finding } from "../result.ts";
import { stateOfReason, type ThreadLedger } from "../thread-ledger.ts";
import { makeFinding } from "./make-finding.ts";

const CONDITION = stateOfReason(BLOCKED_REASONS.indexOf("condition"));

/**
 * Lost wake-ups: at the end of a run in which nothing can happen any more, a user thread waits for a condition
 * that was last signalled before it began to wait, with nobody there to hear it. (A condition keeps no signal
 * for later: Lampson & Redell, CACM 23(2), 1980.) To be asked before the ledger is closed.
 */
export function lostWakeups(
  meta: TraceMeta,
  { threads, objects }: { readonly threads: ThreadLedger; readonly objects: ObjectStats },
  { outcome }: RunEnd,
): readonly Finding[] {
  if (outcome !== "deadlock") return [];
  const found: Finding[] = [];
  for (const thread of waitingForConditions(threads)) {
    const condition = threads.waitsFor(thread);
    const lostNs = objects.unheardSignalNs(condition);
    const sinceNs = threads.since(thread);
    // Not so where it never came, or woke others meanwhile.
    if (lostNs === null || lostNs > sinceNs) continue;
    const name = threadName(meta, threads.group(thread), threads.index(thread));
    const object = objectName(meta, condition);
    found.push(
      makeFinding("lost-wakeup", {
        atNs: lostNs,
        threads: [name],
        objects: [object],
        message:
          `${object} was signalled at ${formatDuration(lostNs)}, when nobody waited for it; ${name} began to ` +
          `wait at ${formatDuration(sinceNs)}, and nobody is left to signal again.`,
      }),
    );
  }
  return found;
}

/** In the order of groups and places in them: ids may have been used before. */
function waitingForConditions(threads: ThreadLedger): readonly number[] {
  const waiting: number[] = [];
  for (let thread = 0; thread < threads.capacity; thread += 1) {
    if (threads.state(thread) === CONDITION) waiting.push(thread);
  }
  return waiting.sort((a, b) => threads.group(a) - threads.group(b) || threads.index(a) - threads.index(b));
}
