import { describe, expect, test } from "vitest";
import { ms } from "../../../src/base/time.ts";
import type { ModelOptions } from "../../../src/threads/models/registry.ts";
import type { ObjectOptions, Step } from "../../../src/threads/options.ts";
import {
  at,
  compute,
  group,
  join,
  locked,
  MODEL,
  machine,
  measure,
  mutex,
  scenario,
  sleep,
  spawn,
} from "../../threads/fixtures.ts";

const load: Step = { kind: "load", variable: "v" };
const store: Step = { kind: "store", variable: "v" };
const PRIORITY = { policy: "priority", order: "high-first", preemptive: true } as const;
const v: ObjectOptions = { kind: "variable", name: "v", value: 0, atomic: false };

/** Objects raced for, and between whom. */
function races(...[workload, objects]: [Parameters<typeof scenario>[0], ObjectOptions[]]): string[] {
  const { findings } = measure(
    scenario(workload, { objects: [v, ...objects], machine: machine({ cores: 4 }) }),
  );
  return findings
    .filter(({ kind }) => kind === "data-race")
    .map(({ threads, objects }) => `${objects.join()}: ${threads.join(" ")}`);
}

describe("a race", () => {
  test("of two stores that happen long after each other", () => {
    expect(races([group("a", [store]), group("b", [sleep(9), store])], [])).toEqual(["v: a b"]);
  });
  test("of a store and a read, in either order; not of two reads", () => {
    expect(races([group("a", [load]), group("b", [sleep(9), store])], [])).toEqual(["v: a b"]);
    expect(races([group("a", [store]), group("b", [sleep(9), load])], [])).toEqual(["v: a b"]);
    expect(races([group("a", [load]), group("b", [sleep(9), load])], [])).toEqual([]);
  });
  test("where only one of the two holds the mutex, or each another one", () => {
    const one = [group("a", [locked("m", store)]), group("b", [sleep(9), store])];
    expect(races(one, [mutex("m")])).toEqual(["v: a b"]);
    const other = [group("a", [locked("m", store)]), group("b", [sleep(9), locked("n", store)])];
    expect(races(other, [mutex("m"), mutex("n")])).toEqual(["v: a b"]);
  });
  test("with what the parent does after a spawn", () => {
    expect(races([group("main", [spawn("c", 1, sleep(5), store), store])], [])).toEqual(["v: main c[0]"]);
  });
  test("is not told where something did go wrong", () => {
    const racy = [group("a", [load, compute(5), store]), group("b", [load, compute(3), store])];
    const { findings } = measure(scenario(racy, { objects: [v], machine: machine({ cores: 2 }) }));
    expect(findings.map(({ kind }) => kind)).toEqual(["lost-update"]);
  });
});

describe("ordered, and so no race", () => {
  test("by a mutex", () => {
    const program = [locked("m", load, compute(1), store)];
    expect(races([group("a", program, { count: 3 })], [mutex("m")])).toEqual([]);
  });
  test("by a permit that one gives and the other takes", () => {
    const s: ObjectOptions = { kind: "semaphore", name: "s", count: 0 };
    const give: Step = { kind: "release", semaphore: "s", count: 1 };
    const take: Step = { kind: "acquire", semaphore: "s", count: 1 };
    expect(races([group("a", [store, give]), group("b", [take, store])], [s])).toEqual([]);
    expect(races([group("a", [store, give]), group("b", [store, take])], [s])).toEqual(["v: a b"]);
  });
  test("by an item put and taken", () => {
    const q: ObjectOptions = { kind: "queue", name: "q", capacity: null };
    const put: Step = { kind: "put", queue: "q" };
    const take: Step = { kind: "take", queue: "q" };
    expect(races([group("a", [store, put]), group("b", [sleep(3), take, store])], [q])).toEqual([]);
    expect(races([group("a", [sleep(3), store, put]), group("b", [take, store])], [q])).toEqual([]);
    expect(races([group("a", [put, sleep(3), store]), group("b", [take, store])], [q])).toEqual(["v: b a"]);
  });
  test("by spawning and joining, also where the child has ended before", () => {
    const waits = [store, spawn("c", 2, compute(1), load), join("c"), store];
    expect(races([group("main", waits)], [])).toEqual([]);
    const late = [store, spawn("c", 1, store), sleep(9), join("c"), store];
    expect(races([group("main", late)], [])).toEqual([]);
  });
  test("by starting after the ends of several groups", () => {
    const after = [
      { group: "a", index: null },
      { group: "b", index: null },
    ];
    const workload = [group("a", [load]), group("b", [compute(4), load]), group("c", [store], { after })];
    expect(races(workload, [])).toEqual([]);
  });
  test("by a barrier, for those that came first and last alike", () => {
    const b: ObjectOptions = { kind: "barrier", name: "b", parties: 3 };
    const pass: Step = { kind: "barrier", barrier: "b" };
    const phases = (first: Step[], second: Step[]) => [...first, pass, ...second];
    const workload = [
      group("x", phases([load], [])),
      group("y", phases([], [store])),
      group("z", phases([compute(5), load], [])),
    ];
    expect(races(workload, [b])).toEqual([]);
    const broken = [...workload.slice(0, 2), group("z", phases([compute(5)], [load]))];
    expect(races(broken, [b])).toHaveLength(1);
  });
  test("by a flag that is atomic: what is published through it has been made before", () => {
    const flag = (atomic: boolean): ObjectOptions => ({ kind: "variable", name: "flag", value: 0, atomic });
    const set: Step = { kind: "update", variable: "flag", amount: 1, window: ms(0) };
    const look: Step = { kind: "if", variable: "flag", value: 1, body: [load], otherwise: [] };
    const program = [group("a", [store, set]), group("b", [sleep(9), look])];
    expect(races(program, [flag(true)])).toEqual([]);
    expect(races(program, [flag(false)])).toEqual(["v: a b", "flag: a b"]);
    const publishedTooSoon = [group("a", [set, store]), group("b", [sleep(9), look])];
    expect(races(publishedTooSoon, [flag(true)])).toEqual(["v: a b"]);
  });
  test("by a signal that ends a wait", () => {
    const c: ObjectOptions = { kind: "condition", name: "c" };
    const wait: Step = { kind: "wait", condition: "c", mutex: null };
    const signal: Step = { kind: "signal", condition: "c" };
    expect(races([group("a", [wait, store]), group("b", [store, signal], at(1))], [c])).toEqual([]);
  });
});

test("past 256 user threads nothing is said", () => {
  expect(races([group("a", [store], { count: 256 })], [])).toEqual(["v: a[0] a[1]"]);
  expect(races([group("a", [store], { count: 257 })], [])).toEqual([]);
});

describe("where user threads take turns on one kernel thread", () => {
  const add = (...between: Step[]): Step[] => [load, ...between, store];
  /** Kinds of what is found where two do the same, the second after the first has ended. */
  function found(model: ModelOptions, ...program: Step[]): string[] {
    const workload = [group("a", program), group("b", [sleep(90), ...program])];
    const input = scenario(workload, { objects: [v, mutex("m")], model, machine: machine({ cores: 4 }) });
    return measure(input).findings.flatMap(({ kind }) => (kind === "data-race" ? [kind] : []));
  }
  const nonblocking: ModelOptions = { ...MODEL["many-to-one"], io: "nonblocking" };

  test("what happens in one turn is no race", () => {
    expect(found(MODEL["many-to-one"], ...add(compute(5)))).toEqual([]);
    expect(found(nonblocking, ...add(compute(5)), sleep(1), ...add())).toEqual([]);
    expect(found(MODEL["one-to-one"], ...add(compute(5)))).toEqual(["data-race"]);
  });
  test("a load in one turn and its store in another are", () => {
    expect(found(nonblocking, ...add(sleep(1)))).toEqual(["data-race"]);
    expect(found(nonblocking, ...add({ kind: "yield" }))).toEqual(["data-race"]);
    expect(found(nonblocking, locked("m", ...add(sleep(1))))).toEqual([]);
  });
  test("blocked in the kernel, a user thread keeps its turn", () => {
    expect(found(MODEL["many-to-one"], ...add(sleep(1)))).toEqual([]);
  });
  test("nothing is a turn where they are preempted", () => {
    expect(found({ ...nonblocking, preempt: ms(1) }, ...add())).toEqual(["data-race"]);
    expect(found({ ...nonblocking, scheduler: PRIORITY }, ...add())).toEqual(["data-race"]);
  });
});
