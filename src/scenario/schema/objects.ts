import * as z from "zod/mini";
import { ZERO_NS } from "../../base/time.ts";
import type { ObjectOptions } from "../../threads/options.ts";
import { didYouMean } from "../did-you-mean.ts";
import { MAX_COUNT, MAX_OBJECTS, MAX_PRIORITY, MAX_THREADS } from "../limits.ts";
import { kindOf } from "../quantity.ts";
import { fixedDuration, integer, positiveDuration } from "./leaves.ts";
import { limitedRecord } from "./machine.ts";
import { word } from "./options.ts";
import { choice, keysOf, made, mapping, optional, read, required, type Schema, wrong } from "./schema.ts";

type Kind = ObjectOptions["kind"];
/** An object but for its name, which is its key. */
type Nameless = ObjectOptions extends infer O ? (O extends ObjectOptions ? Omit<O, "name"> : never) : never;

const scope = word<"user" | "kernel">("scope", ["user", "kernel"]);
const protocol = word("protocol", ["none", "inheritance", "ceiling", "immediate-ceiling"] as const);
const order = word("order", ["fifo", "priority", "barging"] as const);
const priority = integer(-MAX_PRIORITY, MAX_PRIORITY);
const preference = word("preference", ["readers", "writers", "fair"] as const);
const count = integer(0, MAX_COUNT);
const parties = integer(1, MAX_THREADS);
const capacity = integer(1, MAX_COUNT);
const value = integer(-MAX_COUNT, MAX_COUNT);

const variableOptions = mapping(
  () => ({
    value: optional("its value at the start", value, 0),
    atomic: optional(
      "whether updating is indivisible, and loads and stores order threads",
      z.boolean(),
      false,
    ),
  }),
  (given) => ({ kind: "variable" as const, value: given.value ?? 0, atomic: given.atomic ?? false }),
);
const plainVariable = made(value, (given) => ({ kind: "variable" as const, value: given, atomic: false }));

/** What may stand behind each kind: a number, a mapping of options, or either. */
const PARAMETERS: { readonly [K in Kind]: Schema<Extract<Nameless, { kind: K }>> } = {
  mutex: mapping(
    () => ({
      scope: optional("`kernel` blocks the kernel thread of who waits", scope, "user"),
      protocol: optional("against priority inversion: what the holder's priority becomes", protocol, "none"),
      order: optional(
        "who gets it next: by arrival, the most urgent, or (`barging`) whoever tries first",
        order,
        "fifo",
      ),
      ceiling: optional(
        "its priority ceiling (default: the most urgent priority of the threads whose programs name it)",
        priority,
      ),
      handoff: optional(
        "core time that a thread which has waited spends before it goes on",
        fixedDuration,
        0,
      ),
      spin: optional(
        "a spin lock: who finds it taken keeps its core, and tries again after so long",
        positiveDuration,
      ),
    }),
    (given, fail) => {
      const usesCeiling = given.protocol === "ceiling" || given.protocol === "immediate-ceiling";
      if (given.ceiling !== undefined && !usesCeiling)
        fail("a `ceiling` needs `protocol: ceiling` or `immediate-ceiling`", ["ceiling"]);
      if (given.order !== undefined && given.protocol === "ceiling")
        fail("under `protocol: ceiling` the most urgent goes first: there is no other `order`", ["order"]);
      for (const key of ["protocol", "order", "handoff"] as const) {
        if (given.spin !== undefined && given[key] !== undefined)
          fail(`with \`spin\` nobody waits in a queue: there is no \`${key}\``, [key]);
      }
      return {
        kind: "mutex",
        scope: given.scope ?? "user",
        protocol: given.protocol ?? "none",
        order: given.order ?? "fifo",
        ceiling: given.ceiling ?? null,
        handoff: given.handoff ?? ZERO_NS,
        spin: given.spin ?? null,
      };
    },
  ),
  rwlock: mapping(
    () => ({ prefer: optional("whom it lets in first", preference, "fair") }),
    (given) => ({
      kind: "rwlock",
      prefer: given.prefer ?? "fair",
    }),
  ),
  semaphore: numberOr(
    count,
    mapping(
      () => ({ count: optional("permits at the start", count, 1) }),
      (given) => given.count ?? 1,
    ),
    (count) => ({ kind: "semaphore", count }),
  ),
  condition: mapping(
    () => ({}),
    () => ({ kind: "condition" }),
  ),
  barrier: numberOr(
    parties,
    mapping(
      () => ({ parties: required("how many threads meet", parties) }),
      (given) => given.parties,
    ),
    (parties) => ({ kind: "barrier", parties }),
  ),
  queue: mapping(
    () => ({ capacity: optional("most items in it; without, it is unbounded", capacity) }),
    (given) => ({
      kind: "queue",
      capacity: given.capacity ?? null,
    }),
  ),
  variable: choice([value, variableOptions], (given) => {
    return read(keysOf(given) === undefined ? plainVariable : variableOptions);
  }),
  list: mapping(
    () => ({
      safe: optional("whether removing and appending are indivisible", z.boolean(), false),
      length: optional("how many elements it has at the start", count, 0),
    }),
    (given) => ({ kind: "list", safe: given.safe ?? false, length: given.length ?? 0 }),
  ),
};

function numberOr<T>(
  number: Schema<number>,
  options: Schema<number>,
  build: (value: number) => T,
): Schema<T> {
  return choice<T>([number, options], (given) => {
    return read(made(keysOf(given) === undefined ? number : options, build));
  });
}

const KINDS = Object.keys(PARAMETERS) as Kind[];
const NEEDS_PARAMETERS: ReadonlySet<string> = new Set<Kind>(["barrier"]);
const bareKinds = KINDS.filter((kind) => !NEEDS_PARAMETERS.has(kind));
const WRITTEN: ReadonlyMap<string, Schema<Nameless>> = new Map(
  KINDS.map((kind) => {
    const parameters = PARAMETERS[kind] as Schema<Nameless>;
    const schema = mapping(
      () => ({ [kind]: required(`a ${kind}`, parameters) }),
      (given) => {
        return (given as Readonly<Record<string, Nameless>>)[kind] as Nameless;
      },
    );
    return [kind, schema];
  }),
);

const object = choice<Nameless>([word("kind of object", bareKinds), ...WRITTEN.values()], (given) => {
  const keys = keysOf(given);
  const kind = keys === undefined ? given : (keys.find((key) => WRITTEN.has(key)) ?? keys[0]);
  if (typeof kind !== "string")
    return wrong(`expected a kind of object, found ${kindOf(given)}: known are ${KINDS.join(", ")}`);
  const schema = WRITTEN.get(kind);
  if (schema === undefined) {
    return wrong(
      `unknown kind of object \`${kind}\`: known are ${KINDS.join(", ")}`,
      didYouMean(kind, KINDS),
    );
  }
  if (keys !== undefined) return read(schema);
  if (kind === "barrier") return wrong("a barrier needs its number of threads", "write `{ barrier: 4 }`");
  return read(made(z.unknown(), () => BARE[kind as Exclude<Kind, "barrier">]));
});

/** Objects written as their kind alone. */
const BARE: { readonly [K in Exclude<Kind, "barrier">]: Nameless } = {
  mutex: {
    kind: "mutex",
    scope: "user",
    protocol: "none",
    order: "fifo",
    ceiling: null,
    handoff: ZERO_NS,
    spin: null,
  },
  rwlock: { kind: "rwlock", prefer: "fair" },
  semaphore: { kind: "semaphore", count: 1 },
  condition: { kind: "condition" },
  queue: { kind: "queue", capacity: null },
  variable: { kind: "variable", value: 0, atomic: false },
  list: { kind: "list", safe: false, length: 0 },
};

/** The shared objects, in order. */
export const objects: Schema<readonly ObjectOptions[]> = made(
  limitedRecord(object, MAX_OBJECTS, "objects"),
  (byName) => Object.entries(byName).map(([name, rest]) => ({ name, ...rest })),
);
