/**
 * Stationary distribution of a birth–death chain on 0 … n: `births[i]` is the rate from i to i + 1,
 * `deaths[i]` that from i + 1 to i. By detailed balance, p(i+1) = p(i) · births[i] ÷ deaths[i].
 */
export function birthDeath(births: readonly number[], deaths: readonly number[]): number[] {
  const weights = [1];
  births.forEach((birth, i) => {
    weights.push(((weights[i] ?? 0) * birth) / (deaths[i] ?? Number.NaN));
  });
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}

/** Mean of a function of the state. */
export function expectation(distribution: readonly number[], of: (state: number) => number): number {
  return distribution.reduce((sum, share, state) => sum + share * of(state), 0);
}
