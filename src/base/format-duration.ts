import { NS_PER_MIN, NS_PER_MS, NS_PER_S, NS_PER_US } from "./time.ts";

const NS_PER_HOUR = 60 * NS_PER_MIN;
const NS_PER_DAY = 24 * NS_PER_HOUR;
const SIGNIFICANT_DIGITS = 4;

/** Largest first, with the least time that is shown in it: seconds go on to a thousand, as results are compared in seconds. */
const DISPLAY_UNITS = [
  { name: "d", length: NS_PER_DAY, from: 3 * NS_PER_DAY },
  { name: "h", length: NS_PER_HOUR, from: 10 * NS_PER_HOUR },
  { name: "min", length: NS_PER_MIN, from: 1_000 * NS_PER_S },
  { name: "s", length: NS_PER_S, from: NS_PER_S },
  { name: "ms", length: NS_PER_MS, from: NS_PER_MS },
  { name: "us", length: NS_PER_US, from: NS_PER_US },
  { name: "ns", length: 1, from: 0 },
] as const;

/**
 * A duration in ns for people to read: `17.4 s`, `203.9 ms`, `340 ns`. At most four significant digits,
 * no trailing zeros, in the unit that keeps the number short.
 */
export function formatDuration(ns: number): string {
  if (ns < 0) return `-${formatDuration(-ns)}`;
  for (const [index, unit] of DISPLAY_UNITS.entries()) {
    // What rounds up to the next unit is shown in that: `1 s`, never `1000 ms`.
    const rounded = Number((ns / unit.length).toPrecision(SIGNIFICANT_DIGITS));
    if (rounded * unit.length >= unit.from || index === DISPLAY_UNITS.length - 1)
      return `${rounded} ${unit.name}`;
  }
  return `${ns} ns`;
}
