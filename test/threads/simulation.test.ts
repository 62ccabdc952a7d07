import { describe, expect, test } from "vitest";
import { ms, us } from "../../src/base/time.ts";
import {
  compute,
  endsMs,
  group,
  IDEAL,
  io,
  MODEL,
  machine,
  mutex,
  pool,
  scenario,
  simulate,
} from "./fixtures.ts";

describe("one core, kernel threads only", () => {
  test("first come, first served: 24, 3, 3", () => {
    expect(
      endsMs(scenario([group("p1", [compute(24)]), group("p2", [compute(3)]), group("p3", [compute(3)])])),
    ).toEqual([24, 27, 30]);
  });

  test("round-robin with a quantum of 4: 24, 3, 3", () => {
    const input = scenario(
      [group("p1", [compute(24)]), group("p2", [compute(3)]), group("p3", [compute(3)])],
      {
        machine: machine({ scheduler: { policy: "round-robin", quantum: ms(4) } }),
      },
    );
    expect(endsMs(input)).toEqual([30, 7, 10]);
  });

  test("two of 100 ms, quantum 5 ms, switch 0.1 ms: the first dispatch is free, 39 changes are not", () => {
    const input = scenario([group("p", [compute(100)], { count: 2 })], {
      machine: machine({
        scheduler: { policy: "round-robin", quantum: ms(5) },
        costs: { ...IDEAL, kernelSwitch: us(100) },
      }),
    });
    expect(simulate(input).end).toMatchObject({ outcome: "completed", endNs: ms(203.9) });
  });

  test("who arrives as a quantum ends queues ahead of the preempted one", () => {
    const input = scenario(
      [group("a", [compute(8)]), group("b", [compute(4)], { arrive: { kind: "at", time: ms(4) } })],
      {
        machine: machine({ scheduler: { policy: "round-robin", quantum: ms(4) } }),
      },
    );
    expect(endsMs(input)).toEqual([12, 8]);
  });
});

describe("ten user threads, each one blocking I/O of 100 ms", () => {
  const workload = [group("fetch", [io(100)], { count: 10 })];
  test.each([
    ["many-to-one", MODEL["many-to-one"], 1000],
    ["one-to-one", MODEL["one-to-one"], 100],
    ["many-to-many with 4 kernel threads", { ...MODEL["many-to-many"], kernelThreads: 4 }, 300],
    ["many-to-one with non-blocking I/O", { ...MODEL["many-to-one"], io: "nonblocking" as const }, 100],
    ["processes", MODEL.processes, 100],
  ])("%s", (_, model, makespan) => {
    expect(simulate(scenario(workload, { model })).end.endNs).toBe(ms(makespan));
  });
});

test("a pool of 7 workers fetches 21 pages in a seventh of the time, but not under many-to-one", () => {
  const workload = [pool("fetchers", 7, 21, [io(100)])];
  const makespan = (model: (typeof MODEL)[keyof typeof MODEL]) =>
    simulate(scenario(workload, { model })).end.endNs;
  expect(makespan(MODEL["many-to-one"])).toBe(ms(2100));
  expect(makespan(MODEL["one-to-one"])).toBe(ms(300));
  const { records, threads } = simulate(scenario(workload));
  expect(records.filter(({ name }) => name === "jobEnd")).toHaveLength(21);
  expect(threads).toHaveLength(7);
});

test("a mutex is handed over in order of arrival", () => {
  const critical = { kind: "locked", mutex: "m", body: [io(10)] } as const;
  const input = scenario([group("t", [critical], { count: 3 })], { objects: [mutex("m")] });
  expect(endsMs(input)).toEqual([10, 20, 30]);
});

test("a kernel lock held by another process stalls every user thread under many-to-one", () => {
  const input = scenario(
    [
      group("holder", [{ kind: "locked", mutex: "m", body: [io(50)] }], { process: "db" }),
      group("waiter", [{ kind: "locked", mutex: "m", body: [] }]),
      group("other", [compute(1)], { count: 2 }),
    ],
    {
      machine: machine({ cores: 2 }),
      objects: [mutex("m", "kernel")],
      model: MODEL["many-to-one"],
      processes: [
        { name: "app", model: null, code: 0, data: 0 },
        { name: "db", model: MODEL["one-to-one"], code: 0, data: 0 },
      ],
    },
  );
  expect(endsMs(input)).toEqual([50, 50, 51, 52]);
  expect(endsMs({ ...input, model: MODEL["one-to-one"] })).toEqual([50, 50, 1, 1]);
  const stalls = simulate(input).records.filter(({ name }) => name === "stallBegin" || name === "stallEnd");
  expect(stalls.map(({ time, name }) => [name, time])).toEqual([
    ["stallBegin", 0],
    ["stallEnd", ms(50)],
  ]);
});

test("two threads that take two locks in opposite order deadlock", () => {
  const first = [{ kind: "lock", mutex: "a" }, io(1), { kind: "lock", mutex: "b" }] as const;
  const second = [{ kind: "lock", mutex: "b" }, io(1), { kind: "lock", mutex: "a" }] as const;
  const input = scenario([group("left", first), group("right", second)], {
    objects: [mutex("a"), mutex("b")],
  });
  expect(simulate(input).end).toMatchObject({ outcome: "deadlock", endNs: ms(1) });
});

test("yielding for ever at no cost ends with the event limit", () => {
  const spin = [{ kind: "forever", body: [{ kind: "yield" }] }] as const;
  for (const model of [MODEL["many-to-one"], MODEL["one-to-one"]]) {
    const input = scenario([group("spin", spin, { count: 2 })], { model });
    expect(simulate(input, 10_000).end.outcome).toBe("event-limit");
  }
});
