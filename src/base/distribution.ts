import type { Ns } from "./time.ts";

/**
 * A random duration. Every parameter that is a time is in nanoseconds. Draws are rounded to whole
 * nanoseconds and never negative.
 */
export type Distribution =
  | { readonly kind: "exponential"; readonly mean: Ns }
  | { readonly kind: "uniform"; readonly min: Ns; readonly max: Ns }
  /** Truncated at 0: negative draws are drawn again. */
  | { readonly kind: "normal"; readonly mean: Ns; readonly sd: Ns }
  /** `cv` is the coefficient of variation: standard deviation ÷ mean. */
  | { readonly kind: "lognormal"; readonly mean: Ns; readonly cv: number }
  | { readonly kind: "erlang"; readonly mean: Ns; readonly k: number }
  /** Two exponential phases with balanced means; cv > 1. */
  | { readonly kind: "hyperexponential"; readonly mean: Ns; readonly cv: number }
  | { readonly kind: "pareto"; readonly min: Ns; readonly alpha: number }
  | { readonly kind: "choice"; readonly options: readonly { readonly value: Ns; readonly weight: number }[] }
  /** The listed values in turn, by occurrence, from the start again after the last. */
  | { readonly kind: "trace"; readonly values: readonly Ns[] };

/** A fixed time or a distribution of times: what stands wherever a scenario may write a duration. */
export type Duration = Ns | Distribution;
