import { MAX_NS } from "../base/time.ts";
import { ContentError } from "./file-error.ts";
import {
  type GroupMeta,
  OBJECT_KINDS,
  type ObjectMeta,
  OUTCOMES,
  type ProcessMeta,
  type RunEnd,
  type TraceMeta,
} from "./meta.ts";

type Fields = Readonly<Record<string, unknown>>;

const SCOPES: readonly ObjectMeta["scope"][] = ["user", "kernel"];
/** More cores than any machine simulated; keeps a wrong file from asking for memory without end. */
const MAX_CORES = 2 ** 20;

function fieldsOf(value: unknown, where: string): Fields {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new ContentError(`${where} is no object`);
  }
  return Object.fromEntries(Object.entries(value));
}

function text(fields: Fields, key: string): string {
  const value = fields[key];
  if (typeof value !== "string") throw new ContentError(`"${key}" is no text`);
  return value;
}

function flag(fields: Fields, key: string): boolean {
  const value = fields[key];
  if (typeof value !== "boolean") throw new ContentError(`"${key}" is neither true nor false`);
  return value;
}

function numberIn(fields: Fields, key: string, min: number, max: number): number {
  const value = fields[key];
  if (typeof value !== "number" || !(value >= min && value <= max)) {
    throw new ContentError(`"${key}" is no number from ${min} to ${max}`);
  }
  return value;
}

function integerIn(fields: Fields, key: string, min: number, max: number): number {
  const value = numberIn(fields, key, min, max);
  if (!Number.isInteger(value)) throw new ContentError(`"${key}" is no integer`);
  return value;
}

const countIn = (fields: Fields, key: string): number => integerIn(fields, key, 0, Number.MAX_SAFE_INTEGER);

function oneOf<T extends string>(fields: Fields, key: string, values: readonly T[]): T {
  const found = values.find((value) => value === fields[key]);
  if (found === undefined) throw new ContentError(`"${key}" is none of ${values.join(", ")}`);
  return found;
}

function listOf<T>(fields: Fields, key: string, read: (item: Fields) => T): T[] {
  const value = fields[key];
  if (!Array.isArray(value)) throw new ContentError(`"${key}" is no list`);
  return value.map((item: unknown, i) => read(fieldsOf(item, `${key}[${i}]`)));
}

function coresIn(fields: Fields, key: string): number[] {
  const value = fields[key];
  const isCore = (item: unknown): item is number => Number.isInteger(item) && Number(item) >= 0;
  if (!Array.isArray(value) || !value.every(isCore)) throw new ContentError(`"${key}" is no list of cores`);
  return value;
}

const countOrNull = (fields: Fields, key: string): number | null =>
  fields[key] === null ? null : countIn(fields, key);

function readSeed(fields: Fields): string | number {
  const { seed } = fields;
  if (typeof seed !== "string" && typeof seed !== "number")
    throw new ContentError('"seed" is neither text nor number');
  return seed;
}

const readGroup =
  (processes: number, pools: number) =>
  (fields: Fields): GroupMeta => ({
    name: text(fields, "name"),
    count: countOrNull(fields, "count"),
    process: integerIn(fields, "process", 0, processes - 1),
    pool: integerIn(fields, "pool", -1, pools - 1),
    bound: flag(fields, "bound"),
    ...("periodNs" in fields ? { periodNs: countIn(fields, "periodNs") } : {}),
    ...("deadlineNs" in fields ? { deadlineNs: countIn(fields, "deadlineNs") } : {}),
    ...("affinity" in fields ? { affinity: coresIn(fields, "affinity") } : {}),
    ...("urgency" in fields ? { urgency: numberIn(fields, "urgency", -MAX_NS, MAX_NS) } : {}),
  });

const readProcess = (fields: Fields): ProcessMeta => ({
  name: text(fields, "name"),
  model: text(fields, "model"),
  label: text(fields, "label"),
  imageBytes: numberIn(fields, "imageBytes", 0, Number.MAX_SAFE_INTEGER),
  perThread: flag(fields, "perThread"),
  sharesImage: flag(fields, "sharesImage"),
  ...("cooperative" in fields && flag(fields, "cooperative") ? { cooperative: true } : {}),
});

const readObject = (fields: Fields): ObjectMeta => ({
  name: text(fields, "name"),
  kind: oneOf(fields, "kind", OBJECT_KINDS),
  scope: oneOf(fields, "scope", SCOPES),
  ...("safe" in fields && flag(fields, "safe") ? { safe: true } : {}),
  ...("overtakes" in fields && flag(fields, "overtakes") ? { overtakes: true } : {}),
});

/** What a run's first block says, checked; throws a {@link ContentError}. */
export function readMeta(value: unknown): TraceMeta {
  const fields = fieldsOf(value, "the run");
  const scenario = fieldsOf(fields.scenario, '"scenario"');
  const processes = listOf(fields, "processes", readProcess);
  const pools = listOf(fields, "pools", (pool) => ({
    name: text(pool, "name"),
    workers: countIn(pool, "workers"),
    jobs: countOrNull(pool, "jobs"),
  }));
  return {
    scenario: { name: text(scenario, "name"), file: text(scenario, "file"), seed: readSeed(scenario) },
    model: text(fields, "model"),
    label: text(fields, "label"),
    cores: integerIn(fields, "cores", 1, MAX_CORES),
    groups: listOf(fields, "groups", readGroup(processes.length, pools.length)),
    processes,
    objects: listOf(fields, "objects", readObject),
    devices: listOf(fields, "devices", (device) => ({
      name: text(device, "name"),
      servers: countIn(device, "servers"),
    })),
    pools,
    kernelStackBytes: numberIn(fields, "kernelStackBytes", 0, Number.MAX_SAFE_INTEGER),
    userStackBytes: numberIn(fields, "userStackBytes", 0, Number.MAX_SAFE_INTEGER),
  };
}

/** What a run's last block says, and how many records it had. */
export function readEnd(value: unknown): { readonly end: RunEnd; readonly records: number } {
  const fields = fieldsOf(value, "the end of the run");
  const end: RunEnd = {
    outcome: oneOf(fields, "outcome", OUTCOMES),
    endNs: integerIn(fields, "endNs", 0, MAX_NS) as RunEnd["endNs"],
    events: countIn(fields, "events"),
  };
  return { end, records: countIn(fields, "records") };
}

/** How many runs the file has. */
export function readFileEnd(value: unknown): number {
  return countIn(fieldsOf(value, "the end of the file"), "runs");
}
