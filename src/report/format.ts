import { formatCount } from "../base/format-count.ts";
import { formatPercent } from "../base/format-percent.ts";

export { formatDuration } from "../base/format-duration.ts";
export { formatCount, formatPercent };

const SIGNIFICANT_DIGITS = 4;
const KIB = 1024;
const BYTE_UNITS = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"] as const;
/** From here on rates are shown in millions. */
const MILLION = 1e6;
/** Largest `n` that a ratio is shown as `1/n` for. */
const MAX_DIVISOR = 1_000;
/** Smaller ratios are not told apart. */
const LEAST_RATIO = 0.001;

/** At most four significant digits, no trailing zeros, thousands parted by commas: `1,234`, `20.97`, `0.0417`. */
export function formatNumber(value: number): string {
  const rounded = Number(value.toPrecision(SIGNIFICANT_DIGITS));
  return rounded >= 1_000 ? formatCount(Math.round(rounded)) : String(rounded);
}

/** A size in bytes, in binary units: `512 B`, `9.4 KiB`, `1.5 MiB`. */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (Number(value.toPrecision(SIGNIFICANT_DIGITS)) >= KIB && unit < BYTE_UNITS.length - 1) {
    value /= KIB;
    unit += 1;
  }
  return `${formatNumber(value)} ${BYTE_UNITS[unit]}`;
}

/** So many of something per second: `9.804 jobs/s`, `12,350 threads/s`, `1.5 M threads/s`. */
export function formatRate(perSecond: number, unit: string): string {
  return perSecond >= MILLION
    ? `${formatNumber(perSecond / MILLION)} M ${unit}/s`
    : `${formatNumber(perSecond)} ${unit}/s`;
}

/**
 * How `value` compares with `base`: `7.0x`, `0.98x`, and `1/7` where it is a whole part of it to the last
 * digit. Empty where `base` is 0 and so there is no ratio.
 */
export function formatRatio(value: number, base: number): string {
  if (base === 0) return "";
  const divisor = base / value;
  if (divisor >= 2 && divisor <= MAX_DIVISOR && Number.isInteger(divisor)) return `1/${divisor}`;
  const ratio = value / base;
  if (ratio >= 100) return `${formatCount(Math.round(ratio))}x`;
  if (ratio >= 2) return `${ratio.toFixed(1)}x`;
  if (ratio === 0) return "0x";
  if (ratio < LEAST_RATIO) return `<${LEAST_RATIO}x`;
  return ratio >= 0.1 ? `${ratio.toFixed(2)}x` : `${Number(ratio.toPrecision(2))}x`;
}

/** Stands where there is no value. */
export const NO_VALUE = "-";

/** A change as a percentage with its sign: `-19.6%`, `+0.4%`; `0%` only where there is none, and `~0%` where it is too small to show. */
export function formatChange(change: number | null): string {
  if (change === null) return NO_VALUE;
  if (change === 0) return "0%";
  const size = formatPercent(Math.abs(change));
  return size.startsWith("<") ? "~0%" : `${change < 0 ? "-" : "+"}${size}`;
}
