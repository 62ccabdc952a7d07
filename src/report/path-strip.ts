import type { NamedPath, PathState } from "../analysis/causes/explanation.ts";
import { outlineOf } from "../analysis/causes/path-outline.ts";

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
export function drawPath({ segments, outline }: NamedPath, columns: number): string {
  return outlineOf<PathState>(segments ?? outline, columns)
    .map(({ state }) => PATH_LETTERS[state])
    .join("");
}
