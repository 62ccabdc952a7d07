import { describe, expect, test } from "vitest";
import { ms } from "../../src/base/time.ts";
import type { ModelOptions } from "../../src/threads/models/registry.ts";
import {
  at,
  compute,
  endsMs,
  group,
  history,
  IDEAL,
  io,
  lock,
  locked,
  MODEL,
  machine,
  measure,
  mutex,
  recordsOf,
  scenario,
  simulate,
  unlock,
} from "./fixtures.ts";

const nonblocking: ModelOptions = { ...MODEL["many-to-one"], io: "nonblocking" };

describe("mutual exclusion", () => {
  test.each(Object.values(MODEL))("in order of arrival: $model", (model) => {
    const waitInside = locked("m", io(10, { nonblocking: true }));
    const input = scenario([group("t", [waitInside], { count: 3 })], {
      objects: [mutex("m")],
      model,
    });
    expect(endsMs(input)).toEqual([10, 20, 30]);
  });

  test("handed over, not freed: who unlocks and locks again waits behind the others", () => {
    const input = scenario(
      [
        group("greedy", [locked("m", compute(2)), locked("m", compute(2))]),
        group("other", [locked("m", compute(2))], at(1)),
      ],
      { machine: machine({ cores: 2 }), objects: [mutex("m")] },
    );
    expect(endsMs(input)).toEqual([6, 4]);
  });

  test("the wait is blocked time, held time is the mutex's", () => {
    const input = scenario([group("t", [locked("m", io(10))], { count: 3 })], { objects: [mutex("m")] });
    const { objects, ledgerNs } = measure(input);
    expect(ledgerNs.blocked).toEqual({ io: ms(30), lock: ms(30) });
    expect(objects.m).toMatchObject({
      acquisitions: 3,
      waits: 2,
      waitNs: ms(30),
      longestWaitNs: ms(20),
      heldNs: ms(30),
    });
  });
});

describe("scope (rule 8)", () => {
  // a holds m while it waits; b wants m; c has work of its own.
  const workload = [
    group("a", [locked("m", io(10, { nonblocking: true }))]),
    group("b", [locked("m", compute(1))]),
    group("c", [compute(3)]),
  ];
  const run = (scope: "user" | "kernel", model: ModelOptions) =>
    scenario(workload, { objects: [mutex("m", scope)], model });

  test("a user mutex parks the user thread that waits, no other", () => {
    expect(endsMs(run("user", nonblocking))).toEqual([10, 11, 3]);
  });

  test("a kernel mutex under many-to-one blocks the only kernel thread: with the holder among the stalled, all wait for ever", () => {
    const input = run("kernel", nonblocking);
    const outcome = simulate(input);
    expect(outcome.end).toMatchObject({ outcome: "deadlock", endNs: ms(10) });
    expect(endsMs(input)).toEqual([null, null, null]);
    expect(recordsOf(outcome, "stallBegin", "stallEnd")).toEqual(["0 stallBegin 0"]);
    expect(measure(input).threads?.map(({ state }) => state)).toEqual(["stalled", "lock", "stalled"]);
    expect(measure(input).findings.map(({ kind }) => kind)).toContain("deadlock");
  });

  test.each([
    ["many-to-many", { ...MODEL["many-to-many"], kernelThreads: 2, io: "nonblocking" as const }],
    ["one-to-one", MODEL["one-to-one"]],
    ["processes", MODEL.processes],
  ])("a kernel mutex under %s stalls nobody but the one that waits", (_, model) => {
    expect(endsMs(run("kernel", model))).toEqual([10, 11, 3]);
  });

  test("a free kernel mutex costs no system call, a contended one does; a user mutex under one-to-one as well", () => {
    const contended = (scope: "user" | "kernel", model: ModelOptions) =>
      measure(
        scenario([group("a", [locked("m", compute(10))]), group("b", [locked("m")], at(1))], {
          machine: machine({ cores: 2, costs: { ...IDEAL, systemCall: ms(4) } }),
          objects: [mutex("m", scope)],
          model,
        }),
      );
    const { "one-to-one": oneToOne, "many-to-many": manyToMany } = MODEL;
    // b waits from 5 on, or from 1 on where it makes no call; woken at 10 it ends at once.
    expect(contended("user", oneToOne).ledgerNs).toMatchObject({ overhead: ms(4), blocked: { lock: ms(5) } });
    expect(contended("kernel", oneToOne).ledgerNs).toMatchObject({
      overhead: ms(4),
      blocked: { lock: ms(5) },
    });
    expect(contended("kernel", manyToMany).ledgerNs).toMatchObject({
      overhead: ms(4),
      blocked: { lock: ms(5) },
    });
    expect(contended("user", manyToMany).ledgerNs).toMatchObject({ overhead: 0, blocked: { lock: ms(9) } });
  });

  test("who finds the mutex free after the system call does not wait", () => {
    const input = scenario(
      [group("a", [locked("m", compute(2))]), group("b", [locked("m", compute(1))], at(1))],
      {
        machine: machine({ cores: 2, costs: { ...IDEAL, systemCall: ms(4) } }),
        objects: [mutex("m")],
      },
    );
    expect(history(simulate(input), 1)).toBe(
      "1 threadNew, 1 threadArrive, 1 threadRunning, 1 threadOverhead, 5 threadRunning, 6 threadEnd",
    );
  });
});

describe("mistakes", () => {
  const objects = [mutex("m")];

  test("who locks what it holds waits for itself", () => {
    const outcome = simulate(scenario([group("t", [lock("m"), lock("m")])], { objects }));
    expect(outcome.end.outcome).toBe("deadlock");
    expect(recordsOf(outcome, "selfDeadlock")).toEqual(["0 selfDeadlock 0"]);
  });

  test("who unlocks what another holds, or nobody, ends there", () => {
    const input = scenario(
      [group("owner", [locked("m", compute(5))]), group("thief", [unlock("m"), compute(9)], at(1))],
      { machine: machine({ cores: 2 }), objects },
    );
    expect(endsMs(input)).toEqual([5, 1]);
    expect(recordsOf(simulate(input), "notHeld")).toEqual(["1 notHeld 1"]);
    expect(endsMs(scenario([group("t", [unlock("m"), compute(1)])], { objects }))).toEqual([0]);
  });

  test("a mutex that its holder never unlocked stays locked, whoever gets the holder's id", () => {
    const input = (second: Parameters<typeof group>[1]) =>
      scenario([group("a", [lock("m")]), group("b", second, at(1))], { objects });
    for (const reuseIds of [false, true]) {
      const locks = measure(input([lock("m")]), reuseIds);
      expect(locks.outcome).toBe("deadlock");
      expect(locks.findings.map(({ kind }) => kind)).not.toContain("self-deadlock");
      const unlocks = measure(input([unlock("m")]), reuseIds);
      expect(unlocks.findings.map(({ kind }) => kind)).toContain("not-held");
    }
  });
});
