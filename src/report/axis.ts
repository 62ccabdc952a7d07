import { NS_PER_MS, NS_PER_S, NS_PER_US } from "../base/time.ts";
import { cellAt } from "../trace/cells.ts";

/** One mark of a time axis. */
export interface Tick {
  readonly timeNs: number;
  /** Column of the drawing, 0 … columns − 1. */
  readonly column: number;
  readonly label: string;
}

const UNITS = [
  { name: "s", length: NS_PER_S },
  { name: "ms", length: NS_PER_MS },
  { name: "us", length: NS_PER_US },
  { name: "ns", length: 1 },
] as const;
type Unit = (typeof UNITS)[number];

/** Steps between ticks are these times a power of ten. */
const ROUND_STEPS = [1, 2, 5] as const;
/** Blank columns between two labels, at least. */
const LABEL_GAP = 3;
/** No axis needs a step past this power of ten nanoseconds: the clock ends at 2^53. */
const MAX_POWER = 16;

/** The largest unit that the latest time of an axis reaches; all its labels use it. */
function unitFor(toNs: number): Unit {
  return UNITS.find(({ length }) => toNs >= length) ?? UNITS[UNITS.length - 1] ?? UNITS[3];
}

/** Decimals that steps of this length need in the unit. */
function decimalsFor(stepNs: number, unit: Unit): number {
  let decimals = 0;
  for (let length = unit.length; length > stepNs; length /= 10) decimals += 1;
  return decimals;
}

/** `0`, `0.5s`, `1s`: no unit at zero, no zeros at the end. */
function labelFor(timeNs: number, unit: Unit, decimals: number): string {
  if (timeNs === 0) return "0";
  const text = (timeNs / unit.length).toFixed(decimals);
  return `${decimals === 0 ? text : text.replace(/\.?0+$/, "")}${unit.name}`;
}

/** Ticks at round times (steps of 1, 2 or 5 times a power of ten), as many as fit with readable labels. */
export function axisTicks(fromNs: number, toNs: number, columns: number): readonly Tick[] {
  const span = toNs - fromNs;
  if (span <= 0 || columns <= 0) return [];
  const unit = unitFor(toNs);
  for (let power = 0; power <= MAX_POWER; power += 1) {
    for (const factor of ROUND_STEPS) {
      const stepNs = factor * 10 ** power;
      const decimals = decimalsFor(stepNs, unit);
      const spacing = (stepNs / span) * columns;
      const longest = labelFor(Math.floor(toNs / stepNs) * stepNs, unit, decimals).length;
      const room = Math.max(longest, labelFor(stepNs, unit, decimals).length) + LABEL_GAP;
      if (spacing >= room) return ticksEvery(stepNs, fromNs, toNs, columns, unit);
    }
  }
  return [{ timeNs: fromNs, column: 0, label: labelFor(fromNs, unit, decimalsFor(1, unit)) }];
}

function ticksEvery(stepNs: number, fromNs: number, toNs: number, columns: number, unit: Unit): Tick[] {
  const decimals = decimalsFor(stepNs, unit);
  const ticks: Tick[] = [];
  for (let timeNs = Math.ceil(fromNs / stepNs) * stepNs; timeNs < toNs; timeNs += stepNs) {
    const column = cellAt(fromNs, toNs, columns, timeNs);
    ticks.push({ timeNs, column, label: labelFor(timeNs, unit, decimals) });
  }
  return ticks;
}
