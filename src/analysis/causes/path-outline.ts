import { at } from "../../base/assert.ts";

/** A stretch of time in one state. ns. */
export interface Stretch<State> {
  readonly startNs: number;
  readonly endNs: number;
  readonly state: State;
}

/**
 * So many parts of equal length of stretches that follow each other: each in the state that took most of its
 * time. `[]` where there are no stretches.
 */
export function outlineOf<State>(
  stretches: readonly Stretch<State>[],
  parts: number,
): readonly Stretch<State>[] {
  const first = stretches[0];
  const last = stretches.at(-1);
  if (first === undefined || last === undefined) return [];
  const partNs = (last.endNs - first.startNs) / parts;
  const outline: Stretch<State>[] = [];
  let from = 0;
  for (let part = 0; part < parts; part += 1) {
    const startNs = first.startNs + part * partNs;
    const endNs = startNs + partNs;
    while (from < stretches.length - 1 && at(stretches, from).endNs <= startNs) from += 1;
    outline.push({ startNs, endNs, state: longestState(stretches, from, startNs, endNs) });
  }
  return outline;
}

function longestState<State>(
  stretches: readonly Stretch<State>[],
  from: number,
  startNs: number,
  endNs: number,
): State {
  const sums = new Map<State, number>();
  let longest = at(stretches, from).state;
  for (let i = from; i < stretches.length; i += 1) {
    const stretch = at(stretches, i);
    if (stretch.startNs >= endNs) break;
    const timeNs = Math.min(endNs, stretch.endNs) - Math.max(startNs, stretch.startNs);
    const sum = (sums.get(stretch.state) ?? 0) + timeNs;
    sums.set(stretch.state, sum);
    if (sum > (sums.get(longest) ?? 0)) longest = stretch.state;
  }
  return longest;
}
