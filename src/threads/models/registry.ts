import type { OptionsOf } from "../../base/option-spec.ts";
import { RUNTIMES } from "../runtimes/registry.ts";
import { manyToMany } from "./many-to-many.ts";
import { manyToOne } from "./many-to-one.ts";
import type { Model, ModelContext } from "./model.ts";
import { oneToOne } from "./one-to-one.ts";
import { processes } from "./processes.ts";

/** Every threading model, in the order in which they are shown. Adding one is a file of its own and its name here. */
export const MODELS = {
  "many-to-one": manyToOne,
  "one-to-one": oneToOne,
  "many-to-many": manyToMany,
  processes,
} as const;

/** Everything that a scenario may name as a model: the models, and runtimes as presets of them. */
export const ALL_MODELS = { ...MODELS, ...RUNTIMES } as const;

export type ModelName = keyof typeof MODELS;
export type AnyModelName = keyof typeof ALL_MODELS;
/** A model's name with its options, all present: `{ model: "many-to-many", kernelThreads: 4, … }`. */
export type ModelOptions = {
  [Name in AnyModelName]: { readonly model: Name } & OptionsOf<(typeof ALL_MODELS)[Name]["options"]>;
}[AnyModelName];

export function createModel(options: ModelOptions, context: ModelContext): Model {
  // The registry pairs each name with the options of that name; the compiler can't follow the pairing through a union.
  const definition: { create(options: never, context: ModelContext): Model } = ALL_MODELS[options.model];
  return definition.create(options as never, context);
}
