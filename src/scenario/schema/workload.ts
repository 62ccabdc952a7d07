import * as z from "zod/mini";
import { ZERO_NS } from "../../base/time.ts";
import type {
  Arrivals,
  PoolOptions,
  SchedulingOptions,
  ThreadGroupOptions,
  ThreadRef,
  WorkloadEntry,
} from "../../threads/options.ts";
import { didYouMean } from "../did-you-mean.ts";
import {
  MAX_CORES,
  MAX_GROUPS,
  MAX_JOBS,
  MAX_NICE,
  MAX_PRIORITY,
  MAX_THREADS,
  MAX_TICKETS,
  MAX_VALUES,
  MIN_NICE,
} from "../limits.ts";
import { kindOf } from "../quantity.ts";
import { duration } from "./distribution.ts";
import { fixedDuration, integer, name, positiveDuration } from "./leaves.ts";
import {
  choice,
  type Fail,
  keysOf,
  later,
  made,
  mapping,
  optional,
  read,
  required,
  type Schema,
  wrong,
} from "./schema.ts";
import { program } from "./steps.ts";

/** A group whose process is not written: the process is filled in when all of them are known. */
export type DraftEntry = Draft<ThreadGroupOptions> | Draft<PoolOptions>;
type Draft<E extends WorkloadEntry> = Omit<E, "process"> & { readonly process: string | null };

const atOnce = made(fixedDuration, (time): Arrivals => ({ kind: "at", time }));
const atTimes = made(
  later(() => z.array(fixedDuration).check(z.minLength(1), z.maxLength(MAX_VALUES))),
  (times, fail): Arrivals => {
    const early = times.findIndex((time, i) => time < (times[i - 1] ?? 0));
    if (early !== -1) fail("arrivals stand in the order of their times", [early]);
    return { kind: "list", times };
  },
);
const oneByOne = mapping(
  () => ({
    every: required("time between two arrivals, and before the first", duration),
    count: optional("how many; without, for ever (needs `until`)", integer(1, MAX_JOBS)),
  }),
  (given): Arrivals => ({ kind: "every", interval: given.every, count: given.count ?? null }),
);
const arrivals = choice<Arrivals>([atOnce, atTimes, oneByOne], (value) => {
  if (Array.isArray(value)) return read(atTimes);
  const keys = keysOf(value);
  if (keys === undefined) return read(atOnce);
  const distribution = !keys.includes("every") && !keys.includes("count");
  return distribution
    ? wrong("arrivals are a time, a list of times, or { every: …, count: … }")
    : read(oneByOne);
});

/** Brings a number of arrivals and the arrivals themselves together. `fallback` is for neither. */
function settle(
  what: string,
  written: number | undefined,
  arrive: Arrivals,
  fallback: number | null,
  fail: Fail,
): { readonly count: number | null; readonly arrive: Arrivals } {
  const own = arrive.kind === "list" ? arrive.times.length : arrive.kind === "every" ? arrive.count : null;
  if (written !== undefined && own !== null && own !== written) {
    fail(`\`${what}\` is ${written}, but \`arrive\` says ${own}`, [what]);
  }
  if (arrive.kind === "at") return { count: written ?? fallback, arrive };
  if (arrive.kind === "list") return { count: arrive.times.length, arrive };
  const count = arrive.count ?? written ?? null;
  return { count, arrive: { ...arrive, count } };
}

const affinity = made(
  later(() => z.array(integer(0, MAX_CORES - 1)).check(z.minLength(1), z.maxLength(MAX_CORES))),
  (cores): readonly number[] => [...new Set(cores)].sort((a, b) => a - b),
);

const DEFAULT_TICKETS = 100;

const common = () => ({
  arrive: optional("when they arrive: a time, a list of times, or { every, count }", arrivals, 0),
  process: optional("the process they belong to", name),
  priority: optional("for policies that ask for it", integer(-MAX_PRIORITY, MAX_PRIORITY), 0),
  nice: optional("share of the core under `fair`: -20 (most) to 19", integer(MIN_NICE, MAX_NICE), 0),
  tickets: optional("share under `lottery` and `stride`", integer(1, MAX_TICKETS), DEFAULT_TICKETS),
  affinity: optional("cores that its kernel thread may run on, counted from 0 (default: any)", affinity),
  bound: optional("own kernel thread under many-to-many (two-level model)", z.boolean(), false),
});

function scheduling(
  given: { readonly [K in keyof SchedulingOptions]?: SchedulingOptions[K] | undefined },
): SchedulingOptions {
  return {
    priority: given.priority ?? 0,
    nice: given.nice ?? 0,
    tickets: given.tickets ?? DEFAULT_TICKETS,
    affinity: given.affinity ?? null,
  };
}

const REFERENCE_PATTERN = /^(?<group>[^[\]]+?)(?:\[(?<index>\d{1,9})\])?$/;
const reference = choice<ThreadRef>([later(() => z.string().check(z.regex(REFERENCE_PATTERN)))], (value) => {
  const groups = typeof value === "string" ? REFERENCE_PATTERN.exec(value)?.groups : undefined;
  if (groups === undefined)
    return wrong(`expected a group or one of its threads (\`group[0]\`), found ${kindOf(value)}`);
  const { group = "", index } = groups;
  return { kind: "value", value: { group, index: index === undefined ? null : Number(index) } };
});
const references = later(() => z.array(reference).check(z.minLength(1), z.maxLength(MAX_GROUPS)));
const after = choice<readonly ThreadRef[]>([reference, references], (value) => {
  return read(Array.isArray(value) ? references : made(reference, (one) => [one]));
});

const group = mapping(
  () => ({
    thread: required("the name of a group of user threads", name),
    count: optional("how many", integer(1, MAX_THREADS), 1),
    ...common(),
    after: optional("starts when these groups or threads have ended", after),
    period: optional("time between two releases of a periodic thread", positiveDuration),
    deadline: optional(
      "time from its release to when it has to be done (default: the period)",
      positiveDuration,
    ),
    program: required("what each of them does", program),
  }),
  (given, fail): DraftEntry => {
    const { count, arrive } = settle(
      "count",
      given.count,
      given.arrive ?? { kind: "at", time: ZERO_NS },
      1,
      fail,
    );
    return {
      kind: "thread",
      name: given.thread,
      // Open arrivals have no number of threads: theirs is in `arrive`.
      count: count ?? 0,
      arrive,
      after: given.after ?? [],
      process: given.process ?? null,
      ...scheduling(given),
      period: given.period ?? null,
      deadline: given.deadline ?? null,
      bound: given.bound ?? false,
      program: given.program,
    };
  },
);

const pool = mapping(
  () => ({
    pool: required("the name of a pool: a queue, workers, jobs, and a stop marker per worker", name),
    workers: required("how many user threads take jobs", integer(1, MAX_THREADS)),
    jobs: optional("how many jobs", integer(1, MAX_JOBS)),
    ...common(),
    job: required("what a worker does for each job", program),
  }),
  (given, fail): DraftEntry => {
    const arrive = given.arrive ?? ({ kind: "at", time: ZERO_NS } as const);
    const settled = settle("jobs", given.jobs, arrive, null, fail);
    if (settled.count === null && arrive.kind === "at") fail("`jobs` is missing");
    return {
      kind: "pool",
      name: given.pool,
      workers: given.workers,
      jobs: settled.count,
      arrive: settled.arrive,
      process: given.process ?? null,
      ...scheduling(given),
      bound: given.bound ?? false,
      job: given.job,
    };
  },
);

const entry = choice<DraftEntry>([group, pool], (value) => {
  const keys = keysOf(value);
  if (keys === undefined) return wrong(`expected a \`thread: …\` or \`pool: …\`, found ${kindOf(value)}`);
  if (keys.includes("thread") && keys.includes("pool"))
    return wrong("this is a `thread` or a `pool`, not both");
  if (keys.includes("pool")) return read(pool);
  if (keys.includes("thread")) return read(group);
  const [first = ""] = keys;
  const hint = didYouMean(first, ["thread", "pool"]);
  return wrong(
    "each entry names a `thread: …` or a `pool: …`",
    hint,
    hint === undefined ? undefined : [first],
  );
});

/** Groups of user threads and pools, in order. */
export const workload: Schema<readonly DraftEntry[]> = z
  .array(entry)
  .check(z.minLength(1), z.maxLength(MAX_GROUPS));
