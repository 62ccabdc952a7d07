import type { Estimate } from "../support/replicate.ts";

/** One number or timeline that a case compares. */
export interface Row {
  /** What is compared, with its unit. */
  readonly what: string;
  /** The answer as it was published: `17/3`, `0.5964`, a timeline; null where nobody printed it. */
  readonly published: string | null;
  /** The answer recomputed by this repository's own oracle. */
  readonly expected: number | string;
  /** What the simulator gave. */
  readonly got: number | string;
  readonly tolerance: Tolerance;
}

type Tolerance =
  /** To the nanosecond: apart from the rounding of floating point. */
  | { readonly kind: "exact" }
  /** Within three standard errors; the standard error itself has to be below `limit` of the expected value. */
  | { readonly kind: "3 SE"; readonly standardError: number; readonly limit: number }
  /** Within this share of the expected value: for what a costly machine measures, not for theory. */
  | { readonly kind: "share"; readonly share: number };

/** A published answer, and how the simulator comes to it. */
export interface ValidationCase {
  /** As in the list of cases; `X…` for those of this repository's own. */
  readonly id: string;
  readonly title: string;
  /** Where the answer was published, or how its oracle gets it. */
  readonly source: string;
  /** `calibration`: a preset gives back the costs that were put into it, which validates nothing. */
  readonly kind: "validation" | "calibration";
  run(): readonly Row[];
}

/** Largest standard error of an estimate, as a share of the expected value. */
const USUAL_LIMIT = 0.01;
/** The same at load 0.9, where queues take long to forget. */
export const HEAVY_LOAD_LIMIT = 0.02;
/** Rounding errors of a few sums and quotients of integers below 2^53. */
const ROUNDING = 1e-13;
/** How many standard errors an estimate may be off. */
const STANDARD_ERRORS = 3;

/** A number that has to be met to the nanosecond. */
export function exactly(
  what: string,
  published: string | null,
  expected: number | string,
  got: number | string,
): Row {
  return { what, published, expected, got, tolerance: { kind: "exact" } };
}

/** A number that is estimated from random draws. */
export function estimated(
  what: string,
  published: string | null,
  expected: number,
  { mean, standardError }: Estimate,
  limit = USUAL_LIMIT,
): Row {
  return { what, published, expected, got: mean, tolerance: { kind: "3 SE", standardError, limit } };
}

/** A number that has to come out within a share of what was measured. */
export function nearly(
  what: string,
  published: string | null,
  expected: number,
  got: number,
  share: number,
): Row {
  return { what, published, expected, got, tolerance: { kind: "share", share } };
}

/** What is wrong with a row; null where nothing is. */
export function complaint({ what, published, expected, got, tolerance }: Row): string | null {
  if (published !== null && !agrees(published, expected)) {
    return `${what}: published ${published}, but recomputed ${expected}`;
  }
  if (typeof expected === "string" || typeof got === "string") {
    return expected === got ? null : `${what}: expected ${expected}, got ${got}`;
  }
  const off = Math.abs(got - expected);
  const said = `${what}: expected ${expected}, got ${got}`;
  switch (tolerance.kind) {
    case "exact":
      return off <= Math.abs(expected) * ROUNDING ? null : said;
    case "3 SE": {
      const { standardError, limit } = tolerance;
      if (!(standardError < Math.abs(expected) * limit))
        return `${said}: standard error ${standardError} is too large`;
      return off <= STANDARD_ERRORS * standardError ? null : `${said} ± ${standardError}`;
    }
    case "share":
      return off <= Math.abs(expected) * tolerance.share ? null : said;
  }
}

/** Whether a recomputed answer is the published one, in as many digits as were printed. */
function agrees(published: string, expected: number | string): boolean {
  if (typeof expected === "string") return published === expected;
  const fraction = /^(\d+)\/(\d+)$/.exec(published);
  if (fraction !== null) {
    return Math.abs(Number(fraction[1]) / Number(fraction[2]) - expected) <= Math.abs(expected) * ROUNDING;
  }
  const decimals = published.split(".")[1]?.length ?? 0;
  return Math.abs(Number(published) - expected) <= (0.5 + ROUNDING) * 10 ** -decimals;
}
