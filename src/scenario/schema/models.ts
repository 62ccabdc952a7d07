import * as z from "zod/mini";
import { ms } from "../../base/time.ts";
import type { QuotaOptions } from "../../machine/options.ts";
import {
  ALL_MODELS,
  type AnyModelName,
  MODELS,
  type ModelName,
  type ModelOptions,
} from "../../threads/models/registry.ts";
import type { ProcessOptions } from "../../threads/options.ts";
import { MAX_MODELS, MAX_PROCESSES } from "../limits.ts";
import { bytes, positiveDuration } from "./leaves.ts";
import { limitedRecord } from "./machine.ts";
import { taggedByName, withDefaults } from "./options.ts";
import { documented, later, made, mapping, optional, required, type Schema } from "./schema.ts";

const model: Schema<ModelOptions> = documented(
  { id: "model", description: "a threading model or a runtime by name, or { name: { … its options } }" },
  taggedByName<ModelOptions>("model", "model", ALL_MODELS),
);

/** The models to run. */
export const models: Schema<readonly ModelOptions[]> = made(
  later(() => z.array(model).check(z.minLength(1), z.maxLength(MAX_MODELS))),
  (list, fail) => {
    const seen = new Set<string>();
    for (const [index, entry] of list.entries()) {
      const key = JSON.stringify(entry);
      if (seen.has(key)) fail("this model stands here a second time", [index]);
      seen.add(key);
    }
    return list;
  },
);

/** A model by name with its defaults. */
export function defaultModel(name: AnyModelName): ModelOptions {
  return { model: name, ...withDefaults(ALL_MODELS[name].options, {}) } as ModelOptions;
}

/** What runs where a scenario lists no models: all of them. */
export const DEFAULT_MODELS: readonly ModelOptions[] = (Object.keys(MODELS) as ModelName[]).map(defaultModel);

/** That of Linux's cgroups. */
const DEFAULT_PERIOD = ms(100);
const MIB = 2 ** 20;
/** Sections of a small program: a scripting runtime's code, and a heap in use. */
const DEFAULT_CODE = 2 * MIB;
const DEFAULT_DATA = 8 * MIB;

const quota = mapping(
  () => ({
    cpu: required("core time in each period, of all its kernel threads together", positiveDuration),
    period: optional("how long a period is", positiveDuration, "100ms"),
  }),
  (given): QuotaOptions => ({ cpu: given.cpu, period: given.period ?? DEFAULT_PERIOD }),
);

const process = later(() =>
  z.nullable(
    z.strictObject({
      model: optional("its own model, whatever `models` says", model),
      code: optional("size of its code section", bytes, "2MiB"),
      data: optional("size of its data section", bytes, "8MiB"),
      quota: optional("core time that it may use in each period: a container's limit", quota),
    }),
  ),
);

/** The declared processes, in order. */
export const processes: Schema<readonly ProcessOptions[]> = made(
  limitedRecord(process, MAX_PROCESSES, "processes"),
  (byName) => {
    return Object.entries(byName).map(([name, given]) => ({
      ...defaultProcess(name),
      ...(given?.model === undefined ? {} : { model: given.model }),
      ...(given?.code === undefined ? {} : { code: given.code }),
      ...(given?.data === undefined ? {} : { data: given.data }),
      ...(given?.quota === undefined ? {} : { quota: given.quota }),
    }));
  },
);

/** A process of that name with default sizes, under the run's model. */
export function defaultProcess(name: string): ProcessOptions {
  return { name, model: null, code: DEFAULT_CODE, data: DEFAULT_DATA };
}
