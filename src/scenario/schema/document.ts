import * as z from "zod/mini";
import { integer, positiveDuration, prose } from "./leaves.ts";
import { machine } from "./machine.ts";
import { models, processes } from "./models.ts";
import { objects } from "./objects.ts";
import { choice, optional, read, required } from "./schema.ts";
import { workload } from "./workload.ts";

/** The seed of a scenario that names none. */
export const DEFAULT_SEED = 1;

const wholeNumber = integer(Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
const seed = choice<string | number>([wholeNumber, prose], (value) => {
  return typeof value === "number" ? read<string | number>(wholeNumber) : read<string | number>(prose);
});

/** The scenario format, version 1: the one definition behind validator and JSON Schema. */
export const document = z.strictObject({
  name: optional("shown above the results", prose),
  description: optional("one or more lines, shown above the results", prose),
  seed: optional("of every random draw", seed, DEFAULT_SEED),
  machine: optional("the hardware and the kernel", machine),
  models: optional("threading models; every one is run, on the same random draws (default: all)", models),
  objects: optional("what threads share, by name", objects),
  processes: optional("processes by name; the first is where threads belong that name none", processes),
  workload: required("groups of user threads, and pools", workload),
  until: optional("end of simulated time", positiveDuration),
});

/** A scenario in which every part is well formed, but references and programs are not checked yet. */
export type Draft = z.core.output<typeof document>;
