import type { Distribution } from "../../src/base/distribution.ts";

/** Mean and variance of a distribution of durations, by theory. Infinite where the integral diverges. */
export interface Moments {
  readonly mean: number;
  readonly variance: number;
}

/** Moments by textbook formulas (Johnson, Kotz & Balakrishnan, Continuous Univariate Distributions). */
export function momentsOf(d: Distribution): Moments {
  switch (d.kind) {
    case "exponential":
      return { mean: d.mean, variance: d.mean ** 2 };
    case "uniform":
      return { mean: (d.min + d.max) / 2, variance: (d.max - d.min) ** 2 / 12 };
    case "normal":
      return truncatedNormal(d.mean, d.sd);
    case "lognormal":
    case "hyperexponential":
      return { mean: d.mean, variance: (d.cv * d.mean) ** 2 };
    case "erlang":
      return { mean: d.mean, variance: d.mean ** 2 / d.k };
    case "pareto":
      return pareto(d.min, d.alpha);
    case "choice":
      return weighted(d.options);
    case "trace":
      return weighted(d.values.map((value) => ({ value, weight: 1 })));
  }
}

/** N(µ, σ) given that it is at least 0: with a = −µ/σ and h = φ(a)/(1 − Φ(a)), µ + σh and σ²(1 + ah − h²). */
function truncatedNormal(mean: number, sd: number): Moments {
  const a = -mean / sd;
  const density = (x: number) => Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);
  const hazard = density(a) / integrate(density, a, Math.max(a, 0) + 12);
  return { mean: mean + sd * hazard, variance: sd ** 2 * (1 + a * hazard - hazard ** 2) };
}

function pareto(min: number, alpha: number): Moments {
  return {
    mean: alpha > 1 ? (alpha * min) / (alpha - 1) : Number.POSITIVE_INFINITY,
    variance: alpha > 2 ? (min ** 2 * alpha) / ((alpha - 1) ** 2 * (alpha - 2)) : Number.POSITIVE_INFINITY,
  };
}

function weighted(options: readonly { readonly value: number; readonly weight: number }[]): Moments {
  const total = options.reduce((sum, { weight }) => sum + weight, 0);
  const mean = options.reduce((sum, { value, weight }) => sum + (value * weight) / total, 0);
  const variance = options.reduce(
    (sum, { value, weight }) => sum + ((value - mean) ** 2 * weight) / total,
    0,
  );
  return { mean, variance };
}

/** Simpson's rule on 10,000 panels. */
function integrate(f: (x: number) => number, from: number, to: number): number {
  const panels = 10_000;
  const width = (to - from) / panels;
  let sum = f(from) + f(to);
  for (let i = 1; i < panels; i += 1) sum += f(from + i * width) * (i % 2 === 0 ? 2 : 4);
  return (sum * width) / 3;
}
