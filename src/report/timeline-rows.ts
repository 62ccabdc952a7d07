import { at } from "../base/assert.ts";
import type { TraceIndex } from "../trace/trace-index.ts";
import type { TrackKind } from "../trace/track-store.ts";
import { ELLIPSIS } from "./label.ts";

/** What a timeline shows: user threads, kernel threads, cores, or all of these. */
export type Tracks = "threads" | "kernel" | "cores" | "all";

/** One row of a timeline to be: whom it shows. */
export interface RowPlan {
  readonly kind: TrackKind;
  readonly label: string;
  /** Ids of the user threads, kernel threads or cores; several where they don't all fit. */
  readonly members: ArrayLike<number>;
}

/** Shares `limit` rows out: small needs are met in full, the others get the same. At least one each while there are any. */
export function shareRows(needs: readonly number[], limit: number): number[] {
  const rows = needs.map(() => 0);
  let left = limit;
  for (;;) {
    const open = needs.flatMap((need, i) => (at(rows, i) < need ? [i] : []));
    if (open.length === 0 || left === 0) return rows;
    const each = Math.max(1, Math.floor(left / open.length));
    for (const i of open.slice(0, left)) {
      const more = Math.min(each, at(needs, i) - at(rows, i));
      rows[i] = at(rows, i) + more;
      left -= more;
    }
  }
}

const idsFrom = (first: number, count: number): number[] =>
  Array.from({ length: count }, (_, i) => first + i);

/** Rows for ids 0 … count − 1: one each, or equal ranges of ids where there are more than rows. */
function rangeRows(kind: TrackKind, name: string, count: number, limit: number): RowPlan[] {
  const size = Math.ceil(count / Math.max(1, limit));
  const rows: RowPlan[] = [];
  for (let first = 0; first < count && rows.length < limit; first += size) {
    const members = idsFrom(first, Math.min(size, count - first));
    const last = first + members.length - 1;
    rows.push({ kind, label: `${name} ${first}${last > first ? `${ELLIPSIS}${last}` : ""}`, members });
  }
  return rows;
}

/** Rows of one group: its user threads, or equal ranges of them. */
function groupRows(index: TraceIndex, group: number, limit: number): RowPlan[] {
  const threads = index.threadsOfGroup(group);
  const name = at(index.trace.meta.groups, group).name;
  const size = Math.ceil(threads.length / limit);
  const rows: RowPlan[] = [];
  for (let first = 0; first < threads.length; first += size) {
    const members = threads.subarray(first, first + size);
    const last = first + members.length - 1;
    const label = last > first ? `${name}[${first}${ELLIPSIS}${last}]` : index.threadName(at(members, 0));
    rows.push({ kind: "thread", label, members });
  }
  return rows;
}

/** Rows of all user threads by group; where even the groups are too many, the last row holds the rest of them. */
function threadRows(index: TraceIndex, limit: number): RowPlan[] {
  const groups = index.trace.meta.groups.flatMap((_, group) =>
    index.threadsOfGroup(group).length > 0 ? [group] : [],
  );
  if (groups.length <= limit) {
    const sizes = groups.map((group) => index.threadsOfGroup(group).length);
    const shares = shareRows(sizes, limit);
    return groups.flatMap((group, i) => groupRows(index, group, at(shares, i)));
  }
  if (limit <= 0) return [];
  const alone = groups.slice(0, limit - 1);
  const rest = groups.slice(limit - 1);
  const members = rest.flatMap((group) => [...index.threadsOfGroup(group)]);
  const row: RowPlan = { kind: "thread", label: `${rest.length} more groups`, members };
  return [...alone.flatMap((group) => groupRows(index, group, 1)), row];
}

/** The rows of one model's timeline, at most `limit`. */
export function planRows(index: TraceIndex, tracks: Tracks, limit: number): RowPlan[] {
  const cores = (rows: number) => rangeRows("core", "core", index.coreCount, rows);
  const kernelThreads = (rows: number) => rangeRows("kernel", "kernel thread", index.kernelThreadCount, rows);
  switch (tracks) {
    case "threads":
      return threadRows(index, limit);
    case "kernel":
      return kernelThreads(limit);
    case "cores":
      return cores(limit);
    case "all": {
      const needs = [index.threadCount, index.kernelThreadCount, index.coreCount];
      const shares = shareRows(needs, limit);
      return [...threadRows(index, at(shares, 0)), ...kernelThreads(at(shares, 1)), ...cores(at(shares, 2))];
    }
  }
}
