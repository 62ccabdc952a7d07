/** A mean of independent replications, with its standard error. */
export interface Estimate {
  readonly mean: number;
  readonly standardError: number;
}

/**
 * Measures something under the seeds `0`, `1`, …, and gives mean and standard error of each figure:
 * replications are independent, so the standard error is the sample's deviation ÷ √count.
 */
export function replicate<Figure extends string>(
  count: number,
  measure: (seed: string) => Readonly<Record<Figure, number>>,
): Readonly<Record<Figure, Estimate>> {
  const samples = Array.from({ length: count }, (_, i) => measure(`replication ${i}`));
  const figures = Object.keys(samples[0] ?? {}) as Figure[];
  const estimates = figures.map((figure) => [figure, estimate(samples.map((sample) => sample[figure]))]);
  return Object.fromEntries(estimates) as Record<Figure, Estimate>;
}

/** Mean of independent values, and its standard error. */
function estimate(values: readonly number[]): Estimate {
  const count = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / count;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, standardError: Math.sqrt(squares / (count - 1) / count) };
}
