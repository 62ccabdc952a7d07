import type { Ns } from "./time.ts";

/**
 * Descriptions of options as plain data. A policy, model or object states its options once, with
 * these; validator, JSON Schema, help and TypeScript types all follow from them.
 */
export type OptionSpec =
  /** `zero`: 0 is allowed. */
  | {
      readonly type: "duration";
      readonly zero?: true;
      readonly default: Ns | null;
      readonly doc: string;
    }
  /** One or more durations. */
  | { readonly type: "durations"; readonly default: readonly Ns[]; readonly doc: string }
  | {
      readonly type: "integer";
      readonly min: number;
      readonly max: number;
      readonly default: number | null;
      readonly doc: string;
    }
  | {
      readonly type: "number";
      readonly min: number;
      readonly max: number;
      readonly default: number | null;
      readonly doc: string;
    }
  | { readonly type: "flag"; readonly default: boolean; readonly doc: string }
  | {
      readonly type: "choice";
      readonly values: readonly string[];
      readonly default: string;
      readonly doc: string;
    }
  /** A number with a unit of memory (`B KiB MiB GiB`), in bytes. */
  | { readonly type: "bytes"; readonly default: number | null; readonly doc: string }
  /** A positive integer, or the word `cores`: as many as the machine has. */
  | { readonly type: "count-or-cores"; readonly default: number | "cores" | null; readonly doc: string }
  /** One of several things by name, each with options of its own: `name`, or `{ [tag]: name, … }`. */
  | {
      readonly type: "variant";
      readonly tag: string;
      readonly variants: Readonly<Record<string, { readonly doc: string; readonly options: OptionSpecs }>>;
      readonly default: string;
      readonly doc: string;
    }
  /** Options that belong together: a mapping of them, or the word `none` for null. */
  | { readonly type: "group"; readonly options: OptionSpecs; readonly default: null; readonly doc: string };

/** Options by name, as a policy, model or object file declares them. `default: null` = may be left out, and is then null. */
export type OptionSpecs = Readonly<Record<string, OptionSpec>>;

type ValueOf<S extends OptionSpec> = S extends { type: "duration" }
  ? Ns | NullIfOptional<S>
  : S extends { type: "durations" }
    ? readonly Ns[]
    : S extends { type: "integer" | "number" | "bytes" }
      ? number | NullIfOptional<S>
      : S extends { type: "flag" }
        ? boolean
        : S extends { type: "choice"; values: readonly (infer V)[] }
          ? V
          : S extends { type: "count-or-cores" }
            ? number | "cores" | NullIfOptional<S>
            : S extends { type: "variant"; tag: infer Tag extends string; variants: infer Variants }
              ? VariantOf<Tag, Variants>
              : S extends { type: "group"; options: infer Inner extends OptionSpecs }
                ? OptionsOf<Inner> | null
                : never;
type VariantOf<Tag extends string, Variants> = {
  [Name in keyof Variants]: Variants[Name] extends { options: infer Specs extends OptionSpecs }
    ? { readonly [T in Tag]: Name } & OptionsOf<Specs>
    : never;
}[keyof Variants];
type NullIfOptional<S extends { default: unknown }> = S["default"] extends null ? null : never;

/** The object type that a table of option specs describes, every key present. */
export type OptionsOf<Specs extends OptionSpecs> = { readonly [K in keyof Specs]: ValueOf<Specs[K]> };
