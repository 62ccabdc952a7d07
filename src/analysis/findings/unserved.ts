import { formatCount } from "../../base/format-count.ts";
import { formatDuration } from "../../base/format-duration.ts";
import type { RunEnd, TraceMeta } from "../../trace/meta.ts";
import { MAX_NAMED, threadName } from "../names.ts";
import type { Finding } from "../result.ts";
import { NEVER, type ThreadDetails, type ThreadRow } from "../thread-details.ts";
import { CARRIED, READY } from "../thread-ledger.ts";
import { makeFinding } from "./make-finding.ts";

/** As many have to have overtaken one that never ran. */
const MIN_OVERTAKEN = 10;

/**
 * Starvation for want of a core: a user thread that never ran in a run that was cut off, though it could have
 * for more than half of it, and {@link MIN_OVERTAKEN} or more that came later did run, or one that is more
 * urgent did so instead (indefinite blocking: Silberschatz, Galvin & Gagne, Operating System Concepts, section
 * 5.3.4). Only where rows of details were kept, and after they have been completed.
 */
export function unserved(
  meta: TraceMeta,
  details: ThreadDetails | null,
  { outcome, endNs }: RunEnd,
): readonly Finding[] {
  if (details === null || outcome !== "horizon") return [];
  const rows = Array.from({ length: details.rows }, (_, serial) => details.row(serial));
  const served = rows.filter(({ firstRunNs }) => firstRunNs !== NEVER);
  const starved = rows.filter(
    (row) => row.arrivalNs !== NEVER && row.firstRunNs === NEVER && readyNs(row) * 2 > endNs,
  );
  const [first, ...others] = starved.filter((row) => isOvertaken(meta, row, served));
  if (first === undefined) return [];
  const overtakers = served.filter(({ arrivalNs }) => arrivalNs > first.arrivalNs).length;
  const name = threadName(meta, first.group, first.index);
  const by =
    overtakers >= MIN_OVERTAKEN
      ? `${formatCount(overtakers)} user threads that came later did`
      : "more urgent ones kept the cores";
  const more = others.length > 0 ? ` ${formatCount(others.length)} more fared like it.` : "";
  return [
    makeFinding("starvation", {
      atNs: first.arrivalNs,
      threads: [first, ...others]
        .slice(0, MAX_NAMED)
        .map(({ group, index }) => threadName(meta, group, index)),
      objects: [],
      message: `${name} could have run for ${formatDuration(readyNs(first))} and never did, while ${by}.${more}`,
      advice: "Let priorities age, or use a policy that gives everybody a share (fair, round-robin).",
    }),
  ];
}

const readyNs = ({ ledger }: ThreadRow): number => (ledger[READY] ?? 0) + (ledger[CARRIED] ?? 0);

function isOvertaken(meta: TraceMeta, row: ThreadRow, served: readonly ThreadRow[]): boolean {
  const urgencyOf = ({ group }: ThreadRow): number => meta.groups[group]?.urgency ?? 0;
  if (served.some((other) => urgencyOf(other) > urgencyOf(row))) return true;
  return served.filter(({ arrivalNs }) => arrivalNs > row.arrivalNs).length >= MIN_OVERTAKEN;
}
