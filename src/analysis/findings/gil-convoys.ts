import { formatDuration } from "../../base/format-duration.ts";
import { formatPercent } from "../../base/format-percent.ts";
import type { TraceMeta } from "../../trace/meta.ts";
import { BLOCKED_REASONS } from "../../trace/states.ts";
import { MAX_NAMED, threadName } from "../names.ts";
import type { Finding } from "../result.ts";
import type { ThreadRow } from "../thread-details.ts";
import { RUNNING, stateOfReason, type ThreadLedger } from "../thread-ledger.ts";
import { makeFinding } from "./make-finding.ts";

const GIL = stateOfReason(BLOCKED_REASONS.indexOf("gil"));
const IO = stateOfReason(BLOCKED_REASONS.indexOf("io"));
const SLEEP = stateOfReason(BLOCKED_REASONS.indexOf("sleep"));

/**
 * Convoys at the interpreter lock (Beazley, "Understanding the Python GIL", PyCon 2010): a user thread that
 * does io, and needs the lock but for moments after each, spends more time waiting for it than on all else,
 * because others that compute keep it for a whole switch interval each time. Only where rows of details were
 * kept, and after they have been completed.
 */
export function gilConvoys(meta: TraceMeta, { details, totals }: ThreadLedger): readonly Finding[] {
  if (details === null || totals.get(GIL) === 0) return [];
  const rows = Array.from({ length: details.rows }, (_, serial) => details.row(serial));
  const late = rows.filter(waitsMostly);
  const [first] = late.toSorted((a, b) => timeIn(b, GIL) - timeIn(a, GIL));
  if (first === undefined) return [];
  const process = meta.groups[first.group]?.process;
  const busiest = rows
    .filter((row) => row !== first && meta.groups[row.group]?.process === process)
    .reduce<ThreadRow | null>(
      (most, row) => (most === null || timeIn(row, RUNNING) > timeIn(most, RUNNING) ? row : most),
      null,
    );
  const name = nameOf(meta, first);
  const others = late.length > 1 ? ` ${late.length - 1} more fared like it.` : "";
  return [
    makeFinding("gil-convoy", {
      atNs: first.arrivalNs,
      threads: late.slice(0, MAX_NAMED).map((row) => nameOf(meta, row)),
      objects: [],
      message:
        `${name} ran for ${formatDuration(timeIn(first, RUNNING))} and waited ` +
        `${formatDuration(timeIn(first, GIL))} for the interpreter lock, ` +
        `${formatPercent(timeIn(first, GIL) / total(first))} of its time` +
        `${busiest === null ? "" : `, beside ${nameOf(meta, busiest)}, which computes`}.${others}`,
    }),
  ];
}

function waitsMostly(row: ThreadRow): boolean {
  const gil = timeIn(row, GIL);
  return gil > 0 && timeIn(row, IO) + timeIn(row, SLEEP) > timeIn(row, RUNNING) && gil * 2 > total(row);
}

const timeIn = ({ ledger }: ThreadRow, state: number): number => ledger[state] ?? 0;
const total = ({ ledger }: ThreadRow): number => ledger.reduce((sum, time) => sum + time, 0);
const nameOf = (meta: TraceMeta, { group, index }: ThreadRow): string => threadName(meta, group, index);
