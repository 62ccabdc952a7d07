/** A periodic task: its cost, and its period, which is its deadline too. */
export interface PeriodicTask {
  readonly cost: number;
  readonly period: number;
}

/** Utilization up to which every set of n tasks meets its deadlines under rate-monotonic (Liu & Layland 1973). */
export const liuLayland = (n: number): number => n * (2 ** (1 / n) - 1);

/** The set that needs that bound: each cost fills the gap to the next period. Times from 1. */
export function tightestSet(n: number): PeriodicTask[] {
  const periods = Array.from({ length: n }, (_, i) => 2 ** (i / n));
  return periods.map((period, i) => ({ cost: (periods[i + 1] ?? 2) - period, period }));
}

/**
 * Worst response of each task, the most urgent first, by fixed-point iteration (Joseph & Pandya 1986):
 * R = C + Σ ⌈R ÷ T⌉ C over the more urgent.
 */
export function worstResponses(tasks: readonly PeriodicTask[]): number[] {
  return tasks.map(({ cost }, i) => {
    let response = cost;
    for (let before = 0; before !== response; ) {
      before = response;
      response = tasks
        .slice(0, i)
        .reduce((sum, other) => sum + Math.ceil(before / other.period) * other.cost, cost);
    }
    return response;
  });
}
