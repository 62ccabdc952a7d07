import type { OptionSpecs, OptionsOf } from "../../base/option-spec.ts";
import type { Costs } from "../../machine/costs.ts";
import type { KernelPolicyOptions } from "../../machine/policies/registry.ts";
import { manyToMany } from "../models/many-to-many.ts";
import { manyToOne } from "../models/many-to-one.ts";
import { defineModel, type Model, type ModelContext, type ModelDefinition } from "../models/model.ts";
import { oneToOne } from "../models/one-to-one.ts";

/** A runtime as data: a model with its options, and what it costs. */
export interface RuntimeDefinition<Specs extends OptionSpecs> {
  readonly doc: string;
  /** What a scenario may change. */
  readonly options: Specs;
  /** The model that it is, its options filled in. */
  model(options: OptionsOf<Specs>, context: ModelContext): Model;
  /** Where it differs from the machine's costs. Each with its source. */
  readonly costs: Partial<Costs>;
  /** How many times as long computing takes as in the fastest build of the language. */
  readonly slowdown?: number;
  /** Kernel threads of its pool, to which computations may be handed. */
  pool?(options: OptionsOf<Specs>): number;
  readonly kernelPolicy: KernelPolicyOptions | null;
}

/** A runtime preset as a model that scenarios can name. */
export function defineRuntime<const Name extends string, const Specs extends OptionSpecs>(
  name: Name,
  runtime: RuntimeDefinition<Specs>,
): ModelDefinition<Name, Specs> {
  return defineModel({
    name,
    doc: runtime.doc,
    options: runtime.options,
    create: (options, context) => {
      const model = runtime.model(options, context);
      const { costs, slowdown = 1, kernelPolicy } = runtime;
      const pool = runtime.pool?.(options) ?? 0;
      const label = `${name}: ${model.label}${pool === 0 ? "" : `, pool of ${pool}`}`;
      return { ...model, label, runtime: { costs, slowdown, pool, kernelPolicy } };
    },
  });
}

type OneToOneOptions = OptionsOf<typeof oneToOne.options>;
type ManyToOneOptions = OptionsOf<typeof manyToOne.options>;
type ManyToManyOptions = OptionsOf<typeof manyToMany.options>;

/** The models with their defaults, and what a runtime changes. */
export const based = {
  oneToOne: (changes: Partial<OneToOneOptions>, context: ModelContext): Model =>
    oneToOne.create({ maxKernelThreads: null, gil: null, ...changes }, context),
  manyToOne: (changes: Partial<ManyToOneOptions>, context: ModelContext): Model =>
    manyToOne.create({ io: "blocking", scheduler: { policy: "fifo" }, preempt: null, ...changes }, context),
  manyToMany: (changes: Partial<ManyToManyOptions>, context: ModelContext): Model =>
    manyToMany.create(
      {
        kernelThreads: "cores",
        io: "blocking",
        scheduler: { policy: "fifo" },
        preempt: null,
        onBlock: null,
        ...changes,
      },
      context,
    ),
};
