import { at, unreachable } from "../../base/assert.ts";
import { createModel, type ModelOptions } from "../../threads/models/registry.ts";
import { ALL, type Base, type VariantMaker } from "./variant.ts";

/** One more kernel thread to carry the user threads, where the model says how many there are. */
export const moreKernelThreads: VariantMaker = (base) => {
  const model = followsRun(base) ? oneMore(base) : null;
  if (model === null) return [];
  const changed = { ...base, model: model.options };
  return [
    {
      ...changed,
      resource: "kernel-threads",
      place: null,
      what: `one more kernel thread (${model.kernelThreads})`,
      set: setOf(base, model.key, model.kernelThreads),
      atMost: 1 / model.kernelThreads,
    },
  ];
};

/** Some process has no model of its own, and so the run's. */
const followsRun = ({ scenario }: Base): boolean => scenario.processes.some(({ model }) => model === null);

/** A model with one more kernel thread, how many those are, and the option that says so; null where it takes another model. */
interface OneMore {
  readonly options: ModelOptions;
  readonly kernelThreads: number;
  readonly key: string | null;
}

/** Of several models of a name, only the first can be named. */
function setOf({ model, scenario }: Base, key: string | null, value: number | string): string | null {
  const first = scenario.models.find((one) => one.model === model.model);
  return key === null || first !== model ? null : `models.${model.model}.${key}=${value}`;
}

function oneMore({ model, scenario }: Base): OneMore | null {
  switch (model.model) {
    case "many-to-one": {
      const { io, scheduler, preempt } = model;
      const kernelThreads = 2;
      return {
        options: { model: "many-to-many", kernelThreads, io, scheduler, preempt, onBlock: null },
        kernelThreads,
        key: null,
      };
    }
    case "many-to-many":
    case "go":
    case "loom":
    case "scheduler-activations": {
      const { cores } = scenario.machine;
      const now = typeof model.kernelThreads === "number" ? model.kernelThreads : cores;
      return { options: { ...model, kernelThreads: now + 1 }, kernelThreads: now + 1, key: "kernelThreads" };
    }
    case "one-to-one": {
      if (model.maxKernelThreads === null) return null;
      const maxKernelThreads = model.maxKernelThreads + 1;
      return {
        options: { ...model, maxKernelThreads },
        kernelThreads: maxKernelThreads,
        key: "maxKernelThreads",
      };
    }
    case "node":
      return { options: { ...model, pool: model.pool + 1 }, kernelThreads: model.pool + 1, key: "pool" };
    case "processes":
    case "linux-nptl":
    case "cpython":
    case "cpython-free-threaded":
    case "gnu-pth":
    case "greenlet":
      return null;
    default:
      return unreachable(model);
  }
}

/** Threads without the interpreter lock. CPython's build without it computes a little slower, which counts here too. */
export const withoutGil: VariantMaker = (base) => {
  const model = gilFree(base.model);
  if (model === null || !followsRun(base)) return [];
  // Where the interpreter is another one, that is another model.
  const set = model.model === base.model.model ? setOf(base, "gil", "none") : null;
  return [{ ...base, model, resource: "gil", place: null, what: "no interpreter lock", set, atMost: ALL }];
};

function gilFree(model: ModelOptions): ModelOptions | null {
  if (model.model === "cpython") return { model: "cpython-free-threaded" };
  return model.model === "one-to-one" && model.gil !== null ? { ...model, gil: null } : null;
}

/** The scenario's next model; where it has one alone, the next of the plain ones. */
export const nextModel: VariantMaker = (base) => {
  if (!followsRun(base)) return [];
  const { scenario } = base;
  const place = scenario.models.indexOf(base.model);
  const model =
    place >= 0 && scenario.models.length > 1
      ? at(scenario.models, (place + 1) % scenario.models.length)
      : plainAfter(base.model);
  const { label } = createModel(model, { cores: scenario.machine.cores });
  return [{ ...base, model, resource: "model", place: null, what: label, set: null, atMost: ALL }];
};

const MANY_TO_ONE: ModelOptions = {
  model: "many-to-one",
  io: "blocking",
  scheduler: { policy: "fifo" },
  preempt: null,
};
const ONE_TO_ONE: ModelOptions = { model: "one-to-one", maxKernelThreads: null, gil: null };
const MANY_TO_MANY: ModelOptions = {
  model: "many-to-many",
  kernelThreads: "cores",
  io: "blocking",
  scheduler: { policy: "fifo" },
  preempt: null,
  onBlock: null,
};

function plainAfter({ model }: ModelOptions): ModelOptions {
  if (model === "many-to-one") return ONE_TO_ONE;
  return model === "one-to-one" ? MANY_TO_MANY : model === "many-to-many" ? MANY_TO_ONE : ONE_TO_ONE;
}
