/** One line of a table in the README: what was measured, what came out, and what it should be. */
export interface BenchRow {
  readonly what: string;
  /** Ratios rather than times, as far as it makes sense: those hold on other machines too. */
  readonly measured: string;
  /** As in `<= 1.8x`; empty where there is none. */
  readonly target: string;
}

/** What one section of the benchmark found. */
export interface BenchReport {
  /** Printed as they are. */
  readonly lines: readonly string[];
  /** For the README; none where the section has no table there. */
  readonly rows: readonly BenchRow[];
}

export interface BenchOptions {
  /** How often contestants are measured in turn. */
  readonly rounds: number;
}

/** One section of the benchmark; a file each. */
export type BenchSection = (options: BenchOptions) => Promise<BenchReport> | BenchReport;

/** `1.80x`. */
export function times(ratio: number): string {
  return `${ratio.toFixed(2)}x`;
}

/** The middle value; the upper one of two. */
export function median(values: readonly number[]): number {
  return quantile(values, 1 / 2);
}

/** Smallest value with at least that share of all at or below it (nearest rank, but the upper of two middle ones). */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
