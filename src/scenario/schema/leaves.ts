import * as z from "zod/mini";
import type { Ns } from "../../base/time.ts";
import { MAX_NAME_LENGTH, MAX_PROSE_LENGTH } from "../limits.ts";
import {
  BYTES_PATTERN,
  DURATION_PATTERN,
  kindOf,
  parseBytes,
  parseDuration,
  type Quantity,
} from "../quantity.ts";
import { choice, type Decision, documented, later, type Schema, wrong } from "./schema.ts";

function decided<T>(quantity: Quantity<T>): Decision<T> {
  return quantity.ok ? { kind: "value", value: quantity.value } : wrong(quantity.message, quantity.hint);
}

/** A fixed time: `10ms`, or 0. */
export const fixedDuration: Schema<Ns> = documented(
  { id: "time", description: "a number with a unit (ns us ms s min), such as 10ms or 1.5s; or 0" },
  choice<Ns>(
    [later(() => z.string().check(z.regex(DURATION_PATTERN))), later(() => z.literal(0))],
    (value) => {
      return decided(parseDuration(value));
    },
  ),
);

/** A fixed time above 0. */
export const positiveDuration: Schema<Ns> = documented(
  { id: "positiveTime", description: "a number above 0 with a unit (ns us ms s min), such as 10ms" },
  choice<Ns>([later(() => z.string().check(z.regex(DURATION_PATTERN)))], (value) => {
    const quantity = parseDuration(value);
    return quantity.ok && quantity.value === 0 ? wrong("this time has to be above 0") : decided(quantity);
  }),
);

/** A size in memory: `4MiB`, or 0. */
export const bytes: Schema<number> = documented(
  { id: "size", description: "a number with a unit (B KiB MiB GiB), such as 4MiB; or 0" },
  choice<number>(
    [later(() => z.string().check(z.regex(BYTES_PATTERN))), later(() => z.literal(0))],
    (value) => {
      return decided(parseBytes(value));
    },
  ),
);

/** A whole number in min … max. */
export function integer(min: number, max: number): Schema<number> {
  return later(() => z.int().check(z.gte(min), z.lte(max)));
}

/** A number in min … max. */
export function decimal(min: number, max: number): Schema<number> {
  return later(() => z.number().check(z.gte(min), z.lte(max)));
}

/** Letters, digits, `_`, `-` and blanks, a letter or `_` first: brackets and dots are for indices and paths. */
const NAME_PATTERN = /^[\p{L}_][\p{L}\p{N}_ -]*$/u;

/** The same for readers of JSON Schema that know no classes of letters; it lets some more through. */
const PORTABLE_NAME_PATTERN = /^[A-Za-z_\u00a0-\uffff][A-Za-z0-9_\u00a0-\uffff -]*$/;

/** The name of a group, pool, object, process or device. */
export const name: Schema<string> = documented(
  { id: "name", description: "a name: letters, digits, `_`, `-` and blanks, beginning with a letter or `_`" },
  choice<string>(
    [later(() => z.string().check(z.regex(PORTABLE_NAME_PATTERN), z.maxLength(MAX_NAME_LENGTH)))],
    (value) => {
      if (typeof value !== "string") return wrong(`expected a name, found ${kindOf(value)}`);
      if (value.length > MAX_NAME_LENGTH) return wrong(`a name has at most ${MAX_NAME_LENGTH} characters`);
      if (NAME_PATTERN.test(value)) return { kind: "value", value };
      return wrong("a name is letters, digits, `_`, `-` and blanks, beginning with a letter or `_`");
    },
  ),
);

/** Control characters other than tab and new line: they would reach the terminal. */
const CONTROL_CHARACTERS = /(?![\t\n])\p{Cc}/u;

/** Free text for the reader. */
export const prose: Schema<string> = choice<string>(
  [later(() => z.string().check(z.maxLength(MAX_PROSE_LENGTH)))],
  (value) => {
    if (typeof value !== "string") return wrong(`expected text, found ${kindOf(value)}`);
    if (value.length > MAX_PROSE_LENGTH) return wrong(`at most ${MAX_PROSE_LENGTH} characters`);
    return CONTROL_CHARACTERS.test(value)
      ? wrong("control characters are not allowed")
      : { kind: "value", value };
  },
);
