import type { NamedSegment, PathState } from "../analysis/causes/explanation.ts";
import { at } from "../base/assert.ts";

/** A letter for each thing a critical path may consist of. */
export const PATH_LETTERS: Readonly<Record<PathState, string>> = {
  arrival: ".",
  ready: "r",
  stalled: "x",
  running: "R",
  overhead: "o",
  io: "i",
  sleep: "z",
  lock: "L",
  queue: "Q",
  semaphore: "S",
  condition: "C",
  barrier: "B",
  join: "J",
  gil: "G",
  throttled: "T",
  terminated: "-",
};

/** A critical path as one line of `columns` letters: in each column what took most of its time. */
export function drawPath(segments: readonly NamedSegment[], columns: number): string {
  const first = segments[0];
  const last = segments.at(-1);
  if (first === undefined || last === undefined) return "";
  const scale = (last.endNs - first.startNs) / columns;
  let text = "";
  let from = 0;
  for (let column = 0; column < columns; column += 1) {
    const startNs = first.startNs + column * scale;
    const endNs = startNs + scale;
    while (from < segments.length - 1 && at(segments, from).endNs <= startNs) from += 1;
    text += PATH_LETTERS[longestState(segments, from, startNs, endNs)];
  }
  return text;
}

function longestState(
  segments: readonly NamedSegment[],
  from: number,
  startNs: number,
  endNs: number,
): PathState {
  const sums = new Map<PathState, number>();
  let longest = at(segments, from).state;
  for (let i = from; i < segments.length; i += 1) {
    const segment = at(segments, i);
    if (segment.startNs >= endNs) break;
    const timeNs = Math.min(endNs, segment.endNs) - Math.max(startNs, segment.startNs);
    const sum = (sums.get(segment.state) ?? 0) + timeNs;
    sums.set(segment.state, sum);
    if (sum > (sums.get(longest) ?? 0)) longest = segment.state;
  }
  return longest;
}
