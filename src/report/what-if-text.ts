import type { BlameCause } from "../analysis/causes/blame-causes.ts";
import type { Wait } from "../analysis/causes/explanation.ts";
import type { Resource, WhatIfRow, WhatIfTable } from "../analysis/what-if.ts";
import { columnsOf } from "./columns.ts";
import { formatChange, formatDuration, formatNumber } from "./format.ts";
import { plainLine, wrapText } from "./wrap.ts";

/** Stands above the table: which of two questions it answers. */
export const WHAT_IF_HEAD =
  "What if: each change simulated anew on the same random draws, the scheduling decisions free:";
const GAP = "  ";
/** Fewer columns than this are no use for a change's name. */
const LEAST_NAME = 12;

/** The table as lines of at most `width` columns where that is possible: best first, the run as it was on top. */
export const whatIfLines = (table: WhatIfTable, width: number): readonly string[] =>
  whatIfRows(table, width).flat();

/** The same row by row, each of one line or more: the head, the run as it was, then each change. */
export function whatIfRows(table: WhatIfTable, width: number): readonly (readonly string[])[] {
  const { asItWas, rows } = table;
  const head = ["", "makespan", "", `${asItWas.throughput.unit}/s`, "", ""];
  const first = ["as it was", formatDuration(asItWas.makespanNs), "", rateOf(asItWas), "", asItWas.outcome];
  const cells = [head, first, ...rows.map(cellsOf)];
  // The outcome is told where it is not the same for all.
  const isTold = rows.some(({ outcome }) => outcome !== asItWas.outcome);
  const shown = isTold ? cells : cells.map((line) => line.slice(0, -1));
  return layOut(shown, width);
}

const rateOf = ({ throughput }: Pick<WhatIfRow, "throughput">): string => formatNumber(throughput.perSecond);

function cellsOf(row: WhatIfRow): string[] {
  return [
    plainLine(row.what),
    formatDuration(row.makespanNs),
    formatChange(row.makespanChange),
    rateOf(row),
    formatChange(row.throughputChange),
    row.outcome,
  ];
}

/** The first column left-aligned and wrapped to what the others leave, the others right-aligned. */
function layOut(lines: readonly (readonly string[])[], width: number): string[][] {
  const columns = (lines[0] ?? []).map((_, column) =>
    Math.max(...lines.map((line) => columnsOf(line[column] ?? ""))),
  );
  const [nameWidth = 0, ...others] = columns;
  const left = width - others.reduce((sum, own) => sum + own + GAP.length, 0);
  const room = Math.min(nameWidth, Math.max(LEAST_NAME, left));
  return lines.map(([name = "", ...values]) => {
    const [first = "", ...rest] = wrapText(name, room);
    const padded = values.map((value, i) => blanks((others[i] ?? 0) - columnsOf(value)) + value);
    const line = [first + blanks(room - columnsOf(first)), ...padded].join(GAP).trimEnd();
    return [line, ...rest.map((more) => GAP + more)];
  });
}

const blanks = (columns: number): string => " ".repeat(Math.max(0, columns));

/** What was too few, too slow or too dear, in the words of a sentence. */
const RESOURCE_WORDS: Readonly<Record<Resource, string>> = {
  "kernel-threads": "the number of kernel threads",
  cores: "the number of cores",
  workers: "the number of workers in",
  lock: "lock",
  io: "I/O",
  device: "device",
  computing: "computing itself",
  switches: "the cost of switches",
  creation: "the cost of creating and ending threads",
  permits: "the number of permits of",
  queue: "the room in queue",
  quota: "the quota of core time",
  gil: "the interpreter lock",
  model: "the model",
};

/** What of the blame is for want of it; nothing where waiting shows no such want. */
const WANTED_BY: Readonly<Record<Resource, readonly BlameCause[]>> = {
  "kernel-threads": ["kernel-thread", "stalled"],
  cores: ["core"],
  workers: [],
  lock: ["lock"],
  io: ["io"],
  device: ["device"],
  computing: [],
  switches: ["overhead"],
  creation: ["overhead"],
  permits: ["semaphore"],
  queue: ["room"],
  quota: ["throttled"],
  gil: ["gil"],
  model: [],
};

/** Causes whose places are objects or devices, and so told apart by name. */
const NAMED_PLACES: readonly BlameCause[] = ["lock", "device", "semaphore", "room"];

/** One sentence that names the bottleneck, with what was waited for it where `waits` (of all user threads) are given. */
export function bottleneckText({ bottleneck, asItWas }: WhatIfTable, waits: readonly Wait[]): string {
  if (bottleneck === null) {
    return asItWas.outcome === "deadlock"
      ? "Bottleneck: none; no change here avoids the deadlock."
      : "Bottleneck: none; no change here gains as much as 1%.";
  }
  const { resource, place, what } = bottleneck;
  const name = `${RESOURCE_WORDS[resource]}${place === null ? "" : ` ${plainLine(place)}`}`;
  const waited = waits
    .filter(({ cause }) => WANTED_BY[resource].includes(cause))
    .filter((wait) => !NAMED_PLACES.includes(wait.cause) || place === null || wait.place === place)
    .reduce((sum, { timeNs }) => sum + timeNs, 0);
  const because = waited === 0 ? "" : `; it held user threads up for ${formatDuration(waited)}, summed`;
  return `Bottleneck: ${name} (${plainLine(what)}: ${gainText(bottleneck)})${because}.`;
}

function gainText({ makespanChange, throughputChange, outcome }: WhatIfRow): string {
  if (makespanChange !== null) return `makespan ${formatChange(makespanChange)}`;
  return throughputChange === null ? outcome : `throughput ${formatChange(throughputChange)}`;
}

/** Says how many variants were left out, and why; empty where none was. */
export function leftOutText({ leftOut }: WhatIfTable): string {
  if (leftOut.length === 0) return "";
  const were = leftOut.length === 1 ? "One more change was" : `${leftOut.length} more changes were`;
  return `${were} not tried, as the run is long.`;
}
