import * as z from "zod/mini";
// By name: through `z.core` the bundle would carry all of Zod, with its sixty languages.
import { $constructor, $ZodLazy, $ZodType } from "zod/v4/core";

/** Reads any value into a `T`. */
export type Schema<T> = z.core.$ZodType<T, unknown>;
type Shape = z.core.$ZodLooseShape;

/** What the JSON Schema says of a schema besides its form. */
interface Docs {
  readonly [key: string]: unknown;
  /** Name under `$defs`, for schemas used in many places. */
  readonly id?: string;
  readonly description?: string;
  /** As it would be written in a scenario. */
  readonly default?: unknown;
}
export const DOCS = z.registry<Docs>();

/** The same schema with words for the JSON Schema. Only for a schema that nothing else uses. */
export function documented<S extends Schema<unknown>>(docs: Docs, schema: S): S {
  DOCS.add(schema, docs);
  return schema;
}

/** A key that has to be there. */
export function required<T>(description: string, schema: Schema<T>): Schema<T> {
  return documented(
    { description },
    later(() => schema),
  );
}

/** A key that may be left out; `fallback` says what then holds, as it would be written. */
export function optional<S extends Schema<unknown>>(
  description: string,
  schema: S,
  fallback?: unknown,
): z.ZodMiniOptional<S> {
  return documented(
    { description, ...(fallback === undefined ? {} : { default: fallback }) },
    z.optional(schema),
  );
}

/** A schema that is made when it is first needed: to make all of them takes longer than to read a small scenario. */
export function later<T>(make: () => Schema<T>): Schema<T> {
  return new $ZodLazy({ type: "lazy", getter: make }) as z.core.$ZodLazy<Schema<T>>;
}

/** A mapping of known keys, made into a `T`; `fail` reports what no single key shows. */
export function mapping<S extends Shape, T>(
  shape: () => S,
  build: (value: z.core.output<z.ZodMiniObject<z.core.util.Writeable<S>, z.core.$strict>>, fail: Fail) => T,
): Schema<T> {
  return later(() => made(z.strictObject(shape()), build));
}

/** Reports what is wrong at `path` below the value in hand. */
export type Fail = (message: string, path?: readonly (string | number)[], hint?: string) => void;

/** What `schema` reads, made into something else. */
export function made<S extends z.core.SomeType, T>(
  schema: S,
  build: (value: z.core.output<S>, fail: Fail) => T,
): Schema<T> {
  const transform = z.transform((value: z.core.output<S>, payload): T => {
    return build(value, (message, path = [], hint) => {
      payload.issues.push({ code: "custom", message, input: value, path: [...path], params: { hint } });
    });
  });
  return z.pipe(schema, transform as z.core.$ZodType<T, z.core.output<S>>);
}

/** How a {@link choice} goes on: with one of its schemas, with a value at once, or not at all. */
export type Decision<T> =
  | { readonly kind: "read"; readonly schema: Schema<T> }
  | { readonly kind: "value"; readonly value: T }
  | {
      readonly kind: "wrong";
      readonly message: string;
      readonly hint?: string | undefined;
      /** Where below the value, if not the value itself. */
      readonly path?: readonly string[] | undefined;
      /** Whether `path` means its key itself, not the value there. */
      readonly atKey?: boolean;
    };

export const read = <T>(schema: Schema<T>): Decision<T> => ({ kind: "read", schema });
export const wrong = (message: string, hint?: string, path?: readonly string[]): Decision<never> => {
  return { kind: "wrong", message, hint, path };
};
/** A key of the value that is wrong itself; where there is none, the whole value. */
export const wrongKey = (key: string | undefined, message: string, hint?: string): Decision<never> => {
  return { kind: "wrong", message, hint, path: key === undefined ? [] : [key], atKey: true };
};

interface ChoiceDef extends z.core.$ZodUnionDef {
  decide(value: unknown): Decision<unknown>;
}
interface ChoiceType extends z.core.$ZodType {
  _zod: z.core.$ZodTypeInternals & { def: ChoiceDef };
}

/**
 * A union that looks at the value and picks one alternative, so that a mistake inside it is reported
 * once and not for every alternative, and so that nested alternatives are read once each.
 */
const Choice = $constructor<ChoiceType, ChoiceDef>("ScenarioChoice", (instance, def) => {
  $ZodType.init(instance, def);
  instance._zod.parse = (payload, context) => {
    const decision = def.decide(payload.value);
    switch (decision.kind) {
      case "read":
        return decision.schema._zod.run(payload, context);
      case "value":
        payload.value = decision.value;
        return payload;
      case "wrong": {
        const { message, hint, path = [] } = decision;
        const input = payload.value;
        payload.issues.push({
          code: "custom",
          message,
          input,
          inst: instance,
          path: [...path],
          params: { hint, atKey: path.length > 0 && decision.atKey },
        });
        return payload;
      }
    }
  };
});

/** One of `alternatives` (which the JSON Schema lists), as `decide` picks by the value. */
export function choice<T>(
  alternatives: readonly Schema<unknown>[],
  decide: (value: unknown) => Decision<T>,
): Schema<T> {
  // What a choice gives is what its decisions give, and those are checked above.
  return new Choice({ type: "union", options: alternatives, decide }) as unknown as Schema<T>;
}

/** Something wrong with a value: zod's raw issue, which still knows the schema it comes from. */
export type RawIssue = z.core.$ZodRawIssue;

/** Reads `value`; never throws. */
export function runSchema<T>(
  schema: Schema<T>,
  value: unknown,
): { readonly ok: true; readonly value: T } | { readonly ok: false; readonly issues: readonly RawIssue[] } {
  // Without just-in-time compilation: a scenario is read once, and compiling takes longer than that.
  const result = schema._zod.run({ value, issues: [] }, { async: false, jitless: true });
  if (result instanceof Promise) throw new Error("a scenario schema is never asynchronous");
  if (result.issues.length > 0) return { ok: false, issues: result.issues };
  return { ok: true, value: result.value as T };
}

/** Whether a value is a mapping, with its keys. */
export function keysOf(value: unknown): readonly string[] | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  return Object.keys(value);
}
