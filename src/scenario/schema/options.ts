import * as z from "zod/mini";
import type { OptionSpec, OptionSpecs } from "../../base/option-spec.ts";
import { TIME_UNITS } from "../../base/time.ts";
import { didYouMean } from "../did-you-mean.ts";
import { MAX_THREADS, MAX_VALUES } from "../limits.ts";
import { BYTE_UNITS, kindOf } from "../quantity.ts";
import { bytes, decimal, fixedDuration, integer, positiveDuration } from "./leaves.ts";
import { choice, keysOf, later, mapping, optional, read, required, type Schema, wrong } from "./schema.ts";

/** Keys and schemas that a table of option specs describes. */
type OptionShape = Readonly<Record<string, z.ZodMiniOptional<Schema<unknown>>>>;

/** One of some words. */
export function word<W extends string>(what: string, words: readonly W[]): Schema<W> {
  return choice<W>([later(() => z.literal([...words]))], (value) => {
    const known = words.find((candidate) => candidate === value);
    return known === undefined ? unknownWord(what, words, value) : { kind: "value", value: known };
  });
}

function unknownWord(what: string, words: readonly string[], value: unknown, path?: readonly string[]) {
  const list = `known are ${words.join(", ")}`;
  if (typeof value !== "string")
    return wrong(`expected a ${what}, found ${kindOf(value)}: ${list}`, undefined, path);
  return wrong(`${kindOf(value)} is no ${what}: ${list}`, didYouMean(value, words), path);
}

/** The keys that option specs allow, all of which may be left out. */
function optionShape(specs: OptionSpecs): OptionShape {
  return Object.fromEntries(
    Object.entries(specs).map(([name, spec]) => {
      return [name, optional(spec.doc, optionSchema(name, spec), written(spec))];
    }),
  );
}

/** Options with every key present: as given, or the default. */
export function withDefaults(
  specs: OptionSpecs,
  given: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(specs).map(([name, spec]) => [name, given[name] ?? defaultOf(spec)]),
  );
}

function defaultOf(spec: OptionSpec): unknown {
  if (spec.type !== "variant") return spec.default;
  const options = spec.variants[spec.default]?.options ?? {};
  return { [spec.tag]: spec.default, ...withDefaults(options, {}) };
}

function optionSchema(name: string, spec: OptionSpec): Schema<unknown> {
  switch (spec.type) {
    case "duration":
      return spec.zero === true ? fixedDuration : positiveDuration;
    case "durations":
      return z.array(positiveDuration).check(z.minLength(1), z.maxLength(MAX_VALUES));
    case "integer":
      return integer(spec.min, spec.max);
    case "number":
      return decimal(spec.min, spec.max);
    case "flag":
      return z.boolean();
    case "choice":
      return word(`value of \`${name}\``, spec.values);
    case "bytes":
      return bytes;
    case "count-or-cores":
      return choice<number | "cores">([count, z.literal("cores")], (value) => {
        return value === "cores" ? { kind: "value", value } : read(count);
      });
    case "variant":
      return taggedByKey<unknown>(name, spec.tag, spec.variants, spec.default);
    case "group":
      return optionGroup(spec.options);
  }
}

const count = integer(1, MAX_THREADS);

/** Options that belong together, or the word `none`. */
function optionGroup(specs: OptionSpecs): Schema<unknown> {
  const group = mapping(
    () => optionShape(specs),
    (given) => withDefaults(specs, given),
  );
  return choice<unknown>([group, z.literal("none")], (value) => {
    return value === "none" ? { kind: "value", value: null } : read(group);
  });
}

/** A default as a scenario would write it; undefined for none. */
function written(spec: OptionSpec): unknown {
  if (spec.default === null) return undefined;
  if (spec.type === "durations") return spec.default.map((time) => inUnits(time, TIME_UNITS));
  if (spec.type === "duration") return inUnits(spec.default, TIME_UNITS);
  return spec.type === "bytes" ? inUnits(spec.default, BYTE_UNITS) : spec.default;
}

/** A number in the largest unit that leaves it whole: 10ms, 4MiB. */
export function inUnits(value: number, units: Readonly<Record<string, number>>): string {
  const fitting = Object.entries(units).filter(([, size]) => value % size === 0);
  const [unit, size] = fitting.reduce((best, next) => (next[1] > best[1] ? next : best), ["", 0]);
  return size === 0 ? String(value) : `${value / size}${unit}`;
}

/** Something with a name from a registry and options of its own: a policy or a model. */
interface Registered {
  readonly doc: string;
  readonly options: OptionSpecs;
}

/** `name`, or `{ tag: name, …options }`, as `{ tag: name, …every option }`. Options without a tag are those of `fallback`. */
export function taggedByKey<T>(
  what: string,
  tag: string,
  registry: Readonly<Record<string, Registered>>,
  fallback: string,
): Schema<T> {
  const names = Object.keys(registry);
  const schemas = new Map(
    Object.entries(registry).map(([name, { doc, options }]) => {
      const shape = () => {
        const literal = z.literal(name);
        const named = name === fallback ? optional(doc, literal, name) : required(doc, literal);
        return { [tag]: named, ...optionShape(options) };
      };
      return [name, mapping(shape, (given) => ({ [tag]: name, ...withDefaults(options, given) }) as T)];
    }),
  );
  return choice<T>([word(what, names), ...schemas.values()], (value) => {
    const keys = keysOf(value);
    const untagged = keys !== undefined && !keys.includes(tag);
    const name = keys === undefined ? value : untagged ? fallback : (value as Record<string, unknown>)[tag];
    const schema = typeof name === "string" ? schemas.get(name) : undefined;
    if (schema === undefined) {
      return unknownWord(what, names, name, keys === undefined ? undefined : [tag]);
    }
    if (keys !== undefined) return read(schema);
    const options = registry[String(name)]?.options ?? {};
    return { kind: "value", value: { [tag]: name, ...withDefaults(options, {}) } as T };
  });
}

/** `name`, or `{ name: { …options } }`, as `{ tag: name, …every option }`. */
export function taggedByName<T>(
  what: string,
  tag: string,
  registry: Readonly<Record<string, Registered>>,
): Schema<T> {
  const names = Object.keys(registry);
  const build = (name: string, options: OptionSpecs, given: Readonly<Record<string, unknown>> | null) => {
    return { [tag]: name, ...withDefaults(options, given ?? {}) } as T;
  };
  const schemas = new Map(
    Object.entries(registry).map(([name, { doc, options }]) => {
      const inner = () => z.nullable(z.strictObject(optionShape(options)));
      const schema = mapping(
        () => ({ [name]: required(doc, inner()) }),
        (given) => {
          type Given = z.core.output<ReturnType<typeof inner>>;
          return build(name, options, (given as Readonly<Record<string, Given>>)[name] ?? null);
        },
      );
      return [name, schema];
    }),
  );
  return choice<T>([word(what, names), ...schemas.values()], (value) => {
    const keys = keysOf(value);
    const name = keys === undefined ? value : (keys.find((key) => schemas.has(key)) ?? keys[0]);
    const schema = typeof name === "string" ? schemas.get(name) : undefined;
    if (schema === undefined) return unknownWord(what, names, name);
    if (keys !== undefined) return read(schema);
    return { kind: "value", value: build(String(name), registry[String(name)]?.options ?? {}, null) };
  });
}
