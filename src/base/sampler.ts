import { randomLogNormal, randomNormal, randomPareto, randomUniform } from "d3-random";
import { assert, at, unreachable } from "./assert.ts";
import type { Duration } from "./distribution.ts";
import type { UniformSource } from "./random.ts";
import { MAX_NS } from "./time.ts";

/** How a sampler draws: known by number, so that the hot ones need no call of a closure. */
const FIXED = 0;
const EXPONENTIAL = 1;
const TRACE = 2;
const OTHER = 3;

type Shape =
  | { readonly code: typeof FIXED | typeof EXPONENTIAL; readonly mean: number }
  | { readonly code: typeof TRACE; readonly values: readonly number[] }
  | { readonly code: typeof OTHER; readonly draw: () => number };

/** Draws durations of one distribution from a source that its owner positions. */
export class Sampler {
  readonly #code: number;
  readonly #source: UniformSource;
  /** Of a fixed or exponential duration, ns. */
  readonly #mean: number;
  readonly #values: Float64Array;
  readonly #draw: () => number;

  constructor(shape: Shape, source: UniformSource) {
    this.#code = shape.code;
    this.#source = source;
    this.#mean = "mean" in shape ? shape.mean : 0;
    this.#values = Float64Array.from("values" in shape ? shape.values : []);
    this.#draw = "draw" in shape ? shape.draw : () => 0;
  }

  /**
   * A duration in whole nanoseconds, 0 … MAX_NS, drawn at the source's position. `occurrence`
   * (from 0) says which value of a `trace` it is, and matters to no other distribution.
   */
  sample(occurrence: number): number {
    switch (this.#code) {
      case FIXED:
        return this.#mean;
      case EXPONENTIAL:
        // The inverse of the distribution function, as d3-random has it, but without two calls of closures (a fifth faster).
        return toNs(-Math.log(1 - this.#source.next()) * this.#mean);
      case TRACE:
        return at(this.#values, occurrence % this.#values.length);
      default:
        return toNs(this.#draw());
    }
  }
}

/** Prepares a duration for drawing from `source`. Throws where its parameters describe no distribution. */
export function compileSampler(duration: Duration, source: UniformSource): Sampler {
  return new Sampler(shapeOf(duration, source), source);
}

function shapeOf(duration: Duration, source: UniformSource): Shape {
  if (typeof duration === "number") return { code: FIXED, mean: duration };
  const uniform = () => source.next();
  switch (duration.kind) {
    case "exponential":
      return { code: EXPONENTIAL, mean: duration.mean };
    case "trace":
      assert(duration.values.length > 0, "a trace without values");
      return { code: TRACE, values: duration.values };
    case "uniform":
      return { code: OTHER, draw: randomUniform.source(uniform)(duration.min, duration.max) };
    case "normal":
      return { code: OTHER, draw: truncatedNormal(duration.mean, duration.sd, uniform) };
    case "lognormal":
      return { code: OTHER, draw: logNormal(duration.mean, duration.cv, uniform) };
    case "erlang":
      return { code: OTHER, draw: erlang(duration.mean, duration.k, uniform) };
    case "hyperexponential":
      return { code: OTHER, draw: hyperexponential(duration.mean, duration.cv, uniform) };
    case "pareto": {
      const draw = randomPareto.source(uniform)(duration.alpha);
      return { code: OTHER, draw: () => duration.min * draw() };
    }
    case "choice":
      return { code: OTHER, draw: choice(duration.options, uniform) };
    default:
      return unreachable(duration);
  }
}

/** Half a nanosecond, added before rounding down: several times faster than `Math.round`, and never −0. */
const HALF = 0.5;

/** Rounds to whole nanoseconds, at most MAX_NS. */
function toNs(value: number): number {
  return Math.min(Math.floor(value + HALF), MAX_NS);
}

/**
 * d3-random's normal and log-normal generators work in pairs (Marsaglia's polar method) and keep the
 * second of a pair for the next call. Kept, it would leak into another position's draw, so it is thrown away.
 */
function firstOfPair(generator: () => number): () => number {
  return () => {
    const first = generator();
    generator();
    return first;
  };
}

/** Normal, truncated at 0 by drawing again. A mean of 0 or more bounds the expected number of draws by 2. */
function truncatedNormal(mean: number, sd: number, uniform: () => number): () => number {
  assert(mean >= 0 && sd >= 0, () => `not a truncated normal distribution: mean ${mean}, sd ${sd}`);
  const draw = firstOfPair(randomNormal.source(uniform)(mean, sd));
  return () => {
    let value = draw();
    while (value < 0) value = draw();
    return value;
  };
}

/**
 * exp(N(µ, σ)) with σ² = ln(1 + cv²) and µ = ln(mean) − σ²/2, which has the mean and the coefficient of
 * variation asked for (Johnson, Kotz & Balakrishnan, Continuous Univariate Distributions 1, 14).
 */
function logNormal(mean: number, cv: number, uniform: () => number): () => number {
  const variance = Math.log1p(cv * cv);
  return firstOfPair(randomLogNormal.source(uniform)(Math.log(mean) - variance / 2, Math.sqrt(variance)));
}

/** Uniforms multiplied before a logarithm is taken: 2^-53 to this power is still far above the smallest double. */
const FACTORS_PER_LOG = 16;

/**
 * The sum of k exponential phases of mean `mean`/k: −(mean/k) · ln(u₁ u₂ … u_k). (d3-random's gamma
 * generator keeps half of a pair from call to call, out of reach; see {@link firstOfPair}.)
 */
function erlang(mean: number, k: number, uniform: () => number): () => number {
  assert(Number.isInteger(k) && k >= 1, () => `not an Erlang distribution: k ${k}`);
  return () => {
    let sum = 0;
    let product = 1;
    for (let phase = 1; phase <= k; phase += 1) {
      product *= 1 - uniform();
      if (phase % FACTORS_PER_LOG === 0 || phase === k) {
        sum -= Math.log(product);
        product = 1;
      }
    }
    return (sum * mean) / k;
  };
}

/**
 * One of two exponential phases with balanced means: the first with probability
 * p = (1 + √((cv² − 1) ÷ (cv² + 1))) / 2 and mean `mean`/2p, else the second with mean `mean`/2(1 − p)
 * (Tijms, A First Course in Stochastic Models, appendix B).
 */
function hyperexponential(mean: number, cv: number, uniform: () => number): () => number {
  assert(cv >= 1, () => `not a hyperexponential distribution: cv ${cv}`);
  const squared = cv * cv;
  const p = (1 + Math.sqrt((squared - 1) / (squared + 1))) / 2;
  const firstMean = mean / (2 * p);
  const secondMean = mean / (2 * (1 - p));
  return () => {
    const phaseMean = uniform() < p ? firstMean : secondMean;
    return -Math.log(1 - uniform()) * phaseMean;
  };
}

/** One of some values, in proportion to their weights. */
function choice(
  options: readonly { readonly value: number; readonly weight: number }[],
  uniform: () => number,
): () => number {
  let total = 0;
  const limits = options.map(({ weight }) => {
    total += weight;
    return total;
  });
  assert(total > 0 && Number.isFinite(total), () => `the weights of a choice sum to ${total}`);
  return () => {
    const target = uniform() * total;
    // Rounding may put the target at the total itself: then the last option with a weight is meant.
    const index = limits.findIndex((limit) => target < limit);
    return at(options, index >= 0 ? index : limits.indexOf(total)).value;
  };
}
