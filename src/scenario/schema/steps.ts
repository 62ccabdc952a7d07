import * as z from "zod/mini";
import { ZERO_NS } from "../../base/time.ts";
import type { Step } from "../../threads/options.ts";
import { didYouMean } from "../did-you-mean.ts";
import { MAX_COUNT, MAX_PERMITS, MAX_REPEAT, MAX_STEPS, MAX_THREADS, MAX_WEIGHT } from "../limits.ts";
import { kindOf } from "../quantity.ts";
import { duration, looksLikeDistribution } from "./distribution.ts";
import { decimal, integer, name } from "./leaves.ts";
import {
  choice,
  documented,
  keysOf,
  later,
  made,
  mapping,
  optional,
  read,
  required,
  type Schema,
  wrong,
  wrongKey,
} from "./schema.ts";

const step: Schema<Step> = documented(
  { id: "step", description: "one step of a program" },
  choice<Step>([later(() => z.literal("yield")), later(() => z.union([...STEPS.values()]))], (value) => {
    if (value === "yield") return { kind: "value", value: { kind: "yield" } };
    const keys = keysOf(value);
    if (keys === undefined && typeof value !== "string") {
      return wrong(`expected a step such as \`compute: 1ms\`, found ${kindOf(value)}`);
    }
    const known = keys?.filter((key) => STEPS.has(key)) ?? [];
    const [first, second] = known;
    if (second !== undefined)
      return wrong(`these are several steps in one: \`${known.join("`, `")}\``, "begin each with `- `");
    const schema = STEPS.get(first ?? "");
    if (schema !== undefined) return read(schema);
    const written = keys === undefined ? String(value) : (keys[0] ?? "");
    if (STEPS.has(written)) return wrong(`\`${written}\` needs a value`, `write \`${written}: …\``);
    const shown = keys === undefined ? kindOf(written) : `\`${written}\``;
    return wrongKey(keys?.[0], `unknown step ${shown}`, didYouMean(written, STEPS.keys()));
  }),
);

/** Steps one after another. */
export const program: Schema<readonly Step[]> = documented(
  { id: "program", description: "steps, one after another" },
  z.array(step).check(z.minLength(1), z.maxLength(MAX_STEPS)),
);

const amount = integer(-MAX_COUNT, MAX_COUNT);
const permits = integer(1, MAX_PERMITS);
const window = optional("computing time between reading and writing", duration, 0);

/** Written as a name alone, or as a mapping that starts from it. */
function nameOr<T>(short: (name: string) => T, long: Schema<T>): Schema<T> {
  return choice<T>([name, long], (value) => read(keysOf(value) === undefined ? made(name, short) : long));
}

const ioOptions = mapping(
  () => ({
    for: required("how long it takes", duration),
    device: optional("waits its turn at this device", name),
    nonblocking: optional("whether it leaves the kernel thread free; else as the model says", z.boolean()),
  }),
  (given) => ({
    kind: "io" as const,
    for: given.for,
    device: given.device ?? null,
    nonblocking: given.nonblocking ?? null,
  }),
);
const plainIo = made(duration, (time) => ({
  kind: "io" as const,
  for: time,
  device: null,
  nonblocking: null,
}));
const io = choice([duration, ioOptions], (value) => {
  return keysOf(value) === undefined || looksLikeDistribution(value) ? read(plainIo) : read(ioOptions);
});

const computeOptions = mapping(
  () => ({
    for: required("how long it takes", duration),
    offload: optional(
      "whether the runtime's pool of kernel threads does it, where it has one",
      z.boolean(),
      false,
    ),
    releasesGil: optional("whether it lets go of the interpreter lock meanwhile", z.boolean(), false),
  }),
  (given): Step => {
    const native = given.releasesGil === true ? "native" : "compute";
    return { kind: given.offload === true ? "offload" : native, for: given.for };
  },
);
const plainCompute = made(duration, (time): Step => ({ kind: "compute", for: time }));
const compute = choice<Step>([duration, computeOptions], (value) => {
  const hasOptions = keysOf(value)?.some((key) => ["for", "offload", "releasesGil"].includes(key)) ?? false;
  return read(hasOptions ? computeOptions : plainCompute);
});

function permitStep(kind: "acquire" | "release"): Schema<Step> {
  const permitsOf = nameOr(
    (semaphore) => ({ semaphore, count: 1 }),
    mapping(
      () => ({
        semaphore: required("which semaphore", name),
        count: optional("how many permits", permits, 1),
      }),
      ({ semaphore, count }) => ({ semaphore, count: count ?? 1 }),
    ),
  );
  return one(kind, "permits of a semaphore", permitsOf, (given) => ({ kind, ...given }));
}

function listStep(kind: "remove" | "append"): Schema<Step> {
  const listAndWindow = nameOr(
    (list) => ({ list, window: ZERO_NS }),
    mapping(
      () => ({ list: required("which list", name), window }),
      ({ list, window }) => ({
        list,
        window: window ?? ZERO_NS,
      }),
    ),
  );
  return one(kind, "an element at the head (remove) or tail (append)", listAndWindow, (given) => ({
    kind,
    ...given,
  }));
}

/** A step that is one key. */
function one<T>(key: string, description: string, value: Schema<T>, build: (value: T) => Step): Schema<Step> {
  return mapping(
    () => ({ [key]: required(description, value) }),
    (given) => {
      return build((given as Readonly<Record<string, T>>)[key] as T);
    },
  );
}

/** Built with {@link made} each time it is read, so that the recursion to {@link program} stays lazy. */
const body = later(() => program);

const branches = later(() => {
  const branch = z.strictObject({
    weight: optional("how often, against the others' weights", decimal(0, MAX_WEIGHT), 1),
    do: required("steps", body),
  });
  return z.array(branch).check(z.minLength(1));
});

const chosen = made(branches, (branches, fail) => {
  const weighted = branches.map((given) => ({ weight: given.weight ?? 1, body: given.do }));
  if (weighted.every(({ weight }) => weight === 0)) fail("one weight has to be above 0");
  return weighted;
});

function sharedBody(kind: "readLocked" | "writeLocked", description: string): Schema<Step> {
  return mapping(
    () => ({ [kind]: required(description, name), do: required("steps", body) }),
    (given) => {
      const { do: steps, ...lock } = given as { readonly do: readonly Step[] } & Readonly<
        Record<string, string>
      >;
      return { kind, rwlock: lock[kind] ?? "", body: steps };
    },
  );
}

/** Every step, by the key it is written with. */
const STEPS: ReadonlyMap<string, Schema<Step>> = new Map<string, Schema<Step>>([
  ["compute", one("compute", "works on a core", compute, (given) => given)],
  ["io", one("io", "waits for input or output", io, (given) => given)],
  ["sleep", one("sleep", "does nothing for this time", duration, (time) => ({ kind: "sleep", for: time }))],
  [
    "deadline",
    one("deadline", "has to be done within this time from here", duration, (time) => ({
      kind: "deadline",
      for: time,
    })),
  ],
  ["yield", one("yield", "lets others go first", z.null(), () => ({ kind: "yield" }))],
  ["lock", one("lock", "waits for a mutex and holds it", name, (mutex) => ({ kind: "lock", mutex }))],
  [
    "unlock",
    one("unlock", "gives a mutex or read-write lock back", name, (mutex) => ({ kind: "unlock", mutex })),
  ],
  [
    "locked",
    mapping(
      () => ({ locked: required("a mutex, held during `do`", name), do: required("steps", body) }),
      (given) => {
        return { kind: "locked", mutex: given.locked, body: given.do };
      },
    ),
  ],
  [
    "readLock",
    one("readLock", "waits for a read-write lock and holds it with other readers", name, (rwlock) => ({
      kind: "readLock",
      rwlock,
    })),
  ],
  [
    "writeLock",
    one("writeLock", "waits for a read-write lock and holds it alone", name, (rwlock) => ({
      kind: "writeLock",
      rwlock,
    })),
  ],
  ["readLocked", sharedBody("readLocked", "a read-write lock, held for reading during `do`")],
  ["writeLocked", sharedBody("writeLocked", "a read-write lock, held for writing during `do`")],
  ["acquire", permitStep("acquire")],
  ["release", permitStep("release")],
  ["put", one("put", "an item into a queue", name, (queue) => ({ kind: "put", queue }))],
  ["take", one("take", "an item from a queue", name, (queue) => ({ kind: "take", queue }))],
  [
    "wait",
    one(
      "wait",
      "for a signal",
      nameOr<{ condition: string; mutex: string | null }>(
        (condition) => ({ condition, mutex: null }),
        mapping(
          () => ({
            condition: required("which condition", name),
            mutex: optional("unlocked while waiting, locked again after", name),
          }),
          ({ condition, mutex }) => ({ condition, mutex: mutex ?? null }),
        ),
      ),
      (given) => ({ kind: "wait", ...given }),
    ),
  ],
  ["signal", one("signal", "wakes one waiter", name, (condition) => ({ kind: "signal", condition }))],
  [
    "broadcast",
    one("broadcast", "wakes all waiters", name, (condition) => ({ kind: "broadcast", condition })),
  ],
  ["barrier", one("barrier", "waits until all have come", name, (barrier) => ({ kind: "barrier", barrier }))],
  ["load", one("load", "a variable into the register", name, (variable) => ({ kind: "load", variable }))],
  ["store", one("store", "the register into a variable", name, (variable) => ({ kind: "store", variable }))],
  ["add", one("add", "to the register", amount, (given) => ({ kind: "add", amount: given }))],
  [
    "update",
    one(
      "update",
      "load, compute `window`, add, store",
      nameOr(
        (variable) => ({ variable, amount: 1, window: ZERO_NS }),
        mapping(
          () => ({
            variable: required("which variable", name),
            add: optional("how much", amount, 1),
            window,
          }),
          (given) => ({ variable: given.variable, amount: given.add ?? 1, window: given.window ?? ZERO_NS }),
        ),
      ),
      (given) => ({ kind: "update", ...given }),
    ),
  ],
  ["remove", listStep("remove")],
  ["append", listStep("append")],
  [
    "repeat",
    mapping(
      () => ({ repeat: required("how often", integer(0, MAX_REPEAT)), do: required("steps", body) }),
      (given) => {
        return { kind: "repeat", times: given.repeat, body: given.do };
      },
    ),
  ],
  [
    "forever",
    mapping(
      () => ({
        forever: required("steps, here or under `do`", z.nullable(body)),
        do: optional("steps", body),
      }),
      (given, fail): Step => {
        if (given.forever === null && given.do === undefined)
          fail("`forever` needs steps under `do`", ["forever"]);
        if (given.forever !== null && given.do !== undefined)
          fail("steps stand under `forever` already", ["do"]);
        return { kind: "forever", body: given.forever ?? given.do ?? [] };
      },
    ),
  ],
  [
    "if",
    mapping(
      () => ({
        if: required("a variable, which is loaded", name),
        is: required("the value with which `do` is done, else `else`", amount),
        do: required("steps", body),
        else: optional("steps", body),
      }),
      (given) => ({
        kind: "if",
        variable: given.if,
        value: given.is,
        body: given.do,
        otherwise: given.else ?? [],
      }),
    ),
  ],
  [
    "while",
    mapping(
      () => ({
        while: required("a variable, which is loaded before each turn", name),
        is: required("the value as long as which `do` is done", amount),
        do: required("steps", body),
      }),
      (given) => ({ kind: "while", variable: given.while, value: given.is, body: given.do }),
    ),
  ],
  [
    "choose",
    one("choose", "one of these, at random by weight", chosen, (branches) => ({ kind: "choose", branches })),
  ],
  [
    "spawn",
    one(
      "spawn",
      "starts user threads",
      mapping(
        () => ({
          thread: required("their name", name),
          count: optional("how many", integer(1, MAX_THREADS), 1),
          program: required("what they do", body),
        }),
        (given) => ({ name: given.thread, count: given.count ?? 1, program: given.program }),
      ),
      (given) => ({ kind: "spawn", ...given }),
    ),
  ],
  [
    "join",
    one("join", "waits until these spawned threads have ended", name, (thread) => ({
      kind: "join",
      name: thread,
    })),
  ],
]);
