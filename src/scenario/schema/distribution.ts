import * as z from "zod/mini";
import type { Distribution, Duration } from "../../base/distribution.ts";
import { didYouMean } from "../did-you-mean.ts";
import { MAX_CV, MAX_PHASES, MAX_VALUES, MAX_WEIGHT } from "../limits.ts";
import { decimal, fixedDuration, integer, positiveDuration } from "./leaves.ts";
import { choice, documented, keysOf, mapping, read, required, type Schema, wrong } from "./schema.ts";

/** Smallest shape, deviation or weight: what is smaller gives nothing but zeros and infinities. */
const MIN_SHAPE = 1e-6;
/** A hyperexponential's variation is above that of an exponential. */
const MIN_HYPEREXPONENTIAL_CV = 1.000_001;

const shape = decimal(MIN_SHAPE, MAX_WEIGHT);
const cv = decimal(MIN_SHAPE, MAX_CV);
const mean = required("the mean", positiveDuration);

/** Every distribution, by the name it is written with. */
const DISTRIBUTIONS: Readonly<Record<Distribution["kind"], Schema<Distribution>>> = {
  exponential: mapping(
    () => ({ exponential: required("exponential with this mean", positiveDuration) }),
    (value) => {
      return { kind: "exponential", mean: value.exponential };
    },
  ),
  uniform: mapping(
    () => ({
      uniform: required(
        "every time from the first to the second alike",
        z.tuple([fixedDuration, fixedDuration]),
      ),
    }),
    ({ uniform: [min, max] }, fail): Distribution => {
      if (min > max) fail("the first time has to be at most the second", ["uniform"]);
      return { kind: "uniform", min, max };
    },
  ),
  normal: nested("normal", "bell curve, truncated at 0", () => ({
    mean,
    sd: required("the standard deviation", fixedDuration),
  })),
  lognormal: nested("lognormal", "a long tail, as of network latencies", () => ({
    mean,
    cv: required("standard deviation ÷ mean", cv),
  })),
  erlang: nested("erlang", "a sum of k exponentials", () => ({
    mean,
    k: required("how many phases", integer(1, MAX_PHASES)),
  })),
  hyperexponential: nested("hyperexponential", "mostly short, now and then very long", () => ({
    mean,
    cv: required("standard deviation ÷ mean, above 1", decimal(MIN_HYPEREXPONENTIAL_CV, MAX_CV)),
  })),
  pareto: nested("pareto", "a power law", () => ({
    min: required("the smallest value", positiveDuration),
    alpha: required("the shape; the smaller, the heavier the tail", shape),
  })),
  choice: mapping(
    () => ({ choice: required("one of these times, by weight", z.array(weighted()).check(...listLength())) }),
    (value) => ({ kind: "choice", options: value.choice }),
  ),
  trace: mapping(
    () => ({
      trace: required("these times in turn, over and over", z.array(fixedDuration).check(...listLength())),
    }),
    (value) => ({ kind: "trace", values: value.trace }),
  ),
};

function listLength() {
  return [z.minLength(1), z.maxLength(MAX_VALUES)] as const;
}

function weighted() {
  return z.strictObject({
    value: required("the time", fixedDuration),
    weight: required("how often, against the others' weights", shape),
  });
}

/** `{ kind: { … } }` read as `{ kind, … }`. */
function nested<Kind extends Distribution["kind"], S extends Readonly<Record<string, Schema<unknown>>>>(
  kind: Kind,
  description: string,
  parameters: () => S,
) {
  const inner = () => z.strictObject(parameters());
  return mapping(
    () => ({ [kind]: required(description, inner()) }),
    (value) => {
      type Given = z.core.output<ReturnType<typeof inner>>;
      const given = (value as Readonly<Record<string, Given>>)[kind];
      return { kind, ...given } as { kind: Kind } & Given;
    },
  );
}

const NAMES = Object.keys(DISTRIBUTIONS);

/** Whether a value is written as a distribution: a mapping with a distribution's name as its key. */
export function looksLikeDistribution(value: unknown): boolean {
  return keysOf(value)?.some((key) => NAMES.includes(key)) ?? false;
}

const distribution = documented(
  { id: "distribution", description: "a random time" },
  choice<Distribution>(Object.values(DISTRIBUTIONS), (value) => {
    const keys = keysOf(value) ?? [];
    const kind = NAMES.find((name) => keys.includes(name)) as Distribution["kind"] | undefined;
    if (kind !== undefined) return read(DISTRIBUTIONS[kind]);
    const [first] = keys;
    if (first === undefined)
      return wrong(`expected a duration or a distribution: known are ${NAMES.join(", ")}`);
    return wrong(
      `unknown distribution \`${first}\`: known are ${NAMES.join(", ")}`,
      didYouMean(first, NAMES),
    );
  }),
);

/** A time or a distribution of times. */
export const duration: Schema<Duration> = documented(
  { id: "duration", description: "a time such as 10ms, or a distribution of times" },
  choice<Duration>([fixedDuration, distribution], (value) => {
    return keysOf(value) === undefined ? read<Duration>(fixedDuration) : read<Duration>(distribution);
  }),
);
