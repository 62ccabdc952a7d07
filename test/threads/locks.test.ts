import { describe, expect, test } from "vitest";
import { ms, ns, seconds, us } from "../../src/base/time.ts";
import type { KernelPolicyOptions } from "../../src/machine/policies/registry.ts";
import type { ModelOptions } from "../../src/threads/models/registry.ts";
import type { MutexOptions, ObjectOptions, SimulationInput, Step } from "../../src/threads/options.ts";
import { plainMutex } from "../support/programs.ts";
import { simulateChecked } from "../support/simulate.ts";
import {
  compute,
  endsMs,
  group,
  io,
  lock,
  locked,
  MODEL,
  machine,
  scenario,
  simulate,
  unlock,
} from "./fixtures.ts";

const mutex = (name: string, options: Partial<MutexOptions> = {}): MutexOptions => ({
  ...plainMutex(name),
  ...options,
});
const PROTOCOLS = ["inheritance", "ceiling", "immediate-ceiling"] as const;

/** Fixed priorities, low first, on one core: by the kernel, and by a user-level scheduler. */
const byKernel: KernelPolicyOptions = {
  policy: "priority",
  preemptive: true,
  quantum: null,
  aging: null,
  order: "low-first",
};
const byUser: ModelOptions = {
  ...MODEL["many-to-one"],
  io: "nonblocking",
  scheduler: { policy: "priority", preemptive: true, order: "low-first" },
};
const LEVELS: readonly [string, Partial<SimulationInput>][] = [
  ["kernel threads", { machine: machine({ scheduler: byKernel }), model: MODEL["one-to-one"] }],
  ["user threads", { model: byUser }],
];
const at = (time: number) => ({ arrive: { kind: "at" as const, time: ms(time) } });

describe.each(LEVELS)("priority inversion among %s", (_, level) => {
  // Mars Pathfinder's shape: E is a ms of computing, R a ms with the lock held.
  const pathfinder = (protocol: MutexOptions["protocol"]) =>
    scenario(
      [
        group("low", [compute(1), locked("m", compute(4)), compute(1)], { priority: 3 }),
        group("high", [compute(1), locked("m", compute(2)), compute(1)], { priority: 1, ...at(2) }),
        group("medium", [compute(10)], { priority: 2, ...at(3) }),
      ],
      { ...level, objects: [mutex("m", { protocol })] },
    );
  const response = (input: SimulationInput, thread: number) => {
    const { arrival = 0, end = 0 } = simulate(input).threads[thread] ?? {};
    return (end - arrival) / ms(1);
  };

  test("Pathfinder: high's response is 17 without a protocol, 7 with one", () => {
    expect(response(pathfinder("none"), 1)).toBe(17);
    expect(response(pathfinder("inheritance"), 1)).toBe(7);
    expect(response(pathfinder("ceiling"), 1)).toBe(7);
    // At its ceiling from 1 on, low is not preempted in its section: the same, in another order.
    expect(response(pathfinder("immediate-ceiling"), 1)).toBe(7);
    expect(endsMs(pathfinder("immediate-ceiling"))).toEqual([20, 9, 19]);
  });

  test("what is lent is given back: low waits for medium as soon as it has unlocked", () => {
    for (const protocol of PROTOCOLS) expect(endsMs(pathfinder(protocol))).toEqual([20, 9, 19]);
  });

  test("inheritance goes through a chain of mutexes", () => {
    const input = (protocol: MutexOptions["protocol"]) =>
      scenario(
        [
          group("c", [locked("a", compute(4)), compute(1)], { priority: 4 }),
          group("b", [locked("b", compute(1), locked("a", compute(1)))], { priority: 3, ...at(1) }),
          group("top", [locked("b", compute(1))], { priority: 1, ...at(3) }),
          group("busy", [compute(20)], { priority: 2, ...at(3) }),
        ],
        { ...level, objects: [mutex("a", { protocol }), mutex("b", { protocol })] },
      );
    // c has done 1 of 4 at 1, b 1 of 1 at 2 and waits for a; from 3 on c, then b run for top.
    expect(endsMs(input("none"))[2]).toBeGreaterThan(23);
    expect(endsMs(input("inheritance"))).toEqual([28, 6, 7, 27]);
  });

  test("two mutexes in opposite order: the ceilings keep the deadlock from coming about", () => {
    const program = (first: string, second: string): Step[] => [
      lock(first),
      compute(2),
      lock(second),
      compute(2),
      unlock(second),
      unlock(first),
    ];
    const input = (protocol: MutexOptions["protocol"]) =>
      scenario(
        [
          group("low", program("a", "b"), { priority: 2 }),
          group("high", program("b", "a"), { priority: 1, ...at(1) }),
        ],
        { ...level, objects: [mutex("a", { protocol }), mutex("b", { protocol })] },
      );
    expect(simulate(input("inheritance")).end.outcome).toBe("deadlock");
    expect(endsMs(input("ceiling"))).toEqual([4, 8]);
    expect(endsMs(input("immediate-ceiling"))).toEqual([4, 8]);
  });

  test("a ceiling that is given counts instead of the one from the programs", () => {
    const input = (ceiling: number | null) =>
      scenario(
        [
          group("low", [locked("m", compute(5))], { priority: 9 }),
          group("other", [compute(1)], { priority: 5, ...at(1) }),
        ],
        { ...level, objects: [mutex("m", { protocol: "immediate-ceiling", ceiling })] },
      );
    expect(endsMs(input(null))).toEqual([6, 2]);
    expect(endsMs(input(4))).toEqual([5, 6]);
  });

  test("by priority the most urgent waiter is served first, by arrival the first", () => {
    const input = (order: MutexOptions["order"]) =>
      scenario(
        [
          group("holder", [lock("m"), io(5), unlock("m")], { priority: 1 }),
          group("slow", [locked("m", compute(1))], { priority: 3, ...at(1) }),
          group("fast", [locked("m", compute(1))], { priority: 2, ...at(2) }),
        ],
        { ...level, objects: [mutex("m", { order })] },
      );
    expect(endsMs(input("fifo"))).toEqual([5, 6, 7]);
    expect(endsMs(input("priority"))).toEqual([5, 7, 6]);
  });

  test("high-first turns it round", () => {
    const turned: Partial<SimulationInput> =
      level.model === byUser
        ? { model: { ...byUser, scheduler: { policy: "priority", preemptive: true, order: "high-first" } } }
        : { machine: machine({ scheduler: { ...byKernel, order: "high-first" } as KernelPolicyOptions }) };
    const { workload, ...rest } = pathfinder("inheritance");
    const negated = workload.map((entry) => ({ ...entry, priority: -entry.priority }));
    expect(endsMs({ ...rest, ...turned, workload: negated })).toEqual([20, 9, 19]);
  });
});

describe("handing over and barging", () => {
  const section = [
    { kind: "forever", body: [{ kind: "locked", mutex: "m", body: [{ kind: "compute", for: ns(50) }] }] },
  ] as const;
  const sections = (options: Partial<MutexOptions>, model: ModelOptions, cores: number) => {
    const input = scenario([group("t", section, { count: 4 })], {
      objects: [mutex("m", options)],
      model,
      machine: machine({ cores }),
      until: ms(5),
    });
    const { records, end } = simulate(input, 1e7);
    return records.filter(({ name }) => name === "released").length / (end.endNs / seconds(1));
  };

  test("the convoy: 50 ns sections, 5 µs to hand over: 198,020 a second", () => {
    const options = { order: "fifo", handoff: us(5) } as const;
    // In 5 ms: one section more or less is 200 a second.
    for (const model of [MODEL["one-to-one"], { ...MODEL["many-to-many"], kernelThreads: 4 }])
      expect(Math.abs(sections(options, model, 4) - 198_020)).toBeLessThanOrEqual(200);
  });

  test("barging breaks the convoy: the running thread takes the free mutex again and again", () => {
    expect(sections({ order: "barging", handoff: us(5) }, MODEL["one-to-one"], 4)).toBeGreaterThan(
      10_000_000,
    );
  });

  test("who is woken in vain stays ahead of the other waiters", () => {
    const input = scenario(
      [
        group("holder", [lock("m"), compute(4), unlock("m"), lock("m"), compute(4), unlock("m")]),
        group("first", [compute(1), locked("m", compute(1))]),
        group("second", [compute(2), locked("m", compute(1))]),
      ],
      { objects: [mutex("m", { order: "barging" })], machine: machine({ cores: 3 }) },
    );
    // At 4 the holder is faster than the first waiter, at 8 it ends.
    expect(endsMs(input)).toEqual([8, 9, 10]);
    expect(endsMs({ ...input, objects: [mutex("m")] })).toEqual([10, 5, 6]);
  });
});

describe("read-write locks", () => {
  const rwlock = (prefer: "readers" | "writers" | "fair"): ObjectOptions => ({
    kind: "rwlock",
    name: "rw",
    prefer,
  });
  const read = (...body: Step[]): Step => ({ kind: "readLocked", rwlock: "rw", body });
  const write = (...body: Step[]): Step => ({ kind: "writeLocked", rwlock: "rw", body });
  // Each on a core of its own: reader at 0, writer at 1, reader at 2, writer at 3, reader at 4; sections of 10.
  const line = (prefer: "readers" | "writers" | "fair") =>
    scenario(
      [read, write, read, write, read].map((step, i) => group(`t${i}`, [step(compute(10))], at(i))),
      { objects: [rwlock(prefer)], machine: machine({ cores: 5 }) },
    );

  test.each([
    ["readers", [10, 24, 12, 34, 14]],
    ["writers", [10, 20, 40, 30, 40]],
    ["fair", [10, 20, 30, 40, 50]],
  ] as const)("%s first", (prefer, ends) => {
    const input = line(prefer);
    expect(endsMs(input)).toEqual(ends);
    expect(simulateChecked(input).end.outcome).toBe("completed");
  });

  test("fair lets readers next to each other in together", () => {
    const input = scenario(
      [write, read, read, write].map((step, i) => group(`t${i}`, [step(compute(10))], at(i))),
      { objects: [rwlock("fair")], machine: machine({ cores: 4 }) },
    );
    expect(endsMs(input)).toEqual([10, 20, 20, 30]);
  });

  test("a thread may read twice at a time, and lets go as often", () => {
    const twice = [
      { kind: "readLock", rwlock: "rw" },
      { kind: "readLock", rwlock: "rw" },
      compute(1),
      unlock("rw"),
      compute(1),
      unlock("rw"),
    ] as const;
    const input = scenario([group("r", twice), group("w", [write(compute(1))], at(1))], {
      objects: [rwlock("readers")],
      machine: machine({ cores: 2 }),
    });
    expect(endsMs(input)).toEqual([2, 3]);
  });

  test("who reads and wants to write waits for itself; who holds nothing has nothing to give back", () => {
    const upgrade = scenario([group("t", [read(write(compute(1)))])], { objects: [rwlock("fair")] });
    const { records, end } = simulate(upgrade);
    expect(end.outcome).toBe("deadlock");
    expect(records.filter(({ name }) => name === "selfDeadlock")).toHaveLength(1);
    const idle = simulate(scenario([group("t", [unlock("rw")])], { objects: [rwlock("fair")] }));
    expect(idle.records.filter(({ name }) => name === "notHeld")).toHaveLength(1);
  });
});
