import { assert } from "./assert.ts";
import type { Brand } from "./brand.ts";

/** Simulated time or duration: an integer number of nanoseconds, 0 … {@link MAX_NS}. */
export type Ns = Brand<number, "Ns">;

/** The largest time the clock can show: the largest integer a double holds exactly, about 104 days. */
export const MAX_NS = Number.MAX_SAFE_INTEGER as Ns;
export const ZERO_NS = 0 as Ns;

export const NS_PER_US = 1_000;
export const NS_PER_MS = 1_000_000;
export const NS_PER_S = 1_000_000_000;
export const NS_PER_MIN = 60_000_000_000;

/** The units a duration may be written in, with their length in nanoseconds. */
export const TIME_UNITS = {
  ns: 1,
  us: NS_PER_US,
  ms: NS_PER_MS,
  s: NS_PER_S,
  min: NS_PER_MIN,
} as const;
export type TimeUnit = keyof typeof TIME_UNITS;

/** Brands a number as a time; throws where it is no integer in 0 … {@link MAX_NS}. */
export function ns(value: number): Ns {
  assert(Number.isSafeInteger(value) && value >= 0, () => `not a time in nanoseconds: ${value}`);
  return value as Ns;
}

export const us = (value: number): Ns => ns(Math.round(value * NS_PER_US));
export const ms = (value: number): Ns => ns(Math.round(value * NS_PER_MS));
export const seconds = (value: number): Ns => ns(Math.round(value * NS_PER_S));
