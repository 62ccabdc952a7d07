import { describe, expect, test } from "vitest";
import { ms } from "../../src/base/time.ts";
import type { SimulationInput } from "../../src/threads/options.ts";
import {
  at,
  compute,
  endsMs,
  group,
  IDEAL,
  io,
  MODEL,
  machine,
  measure,
  scenario,
} from "../threads/fixtures.ts";

const disk = (servers: number, cores = 1) => machine({ cores, devices: [{ name: "disk", servers }] });
const read = (time: number) => io(time, { device: "disk" });

describe("a device serves so many requests at a time, first come first served", () => {
  test.each([
    [1, [10, 20, 30, 40]],
    [2, [10, 10, 20, 20]],
    [3, [10, 10, 10, 20]],
    [4, [10, 10, 10, 10]],
  ])("%d servers", (servers, ends) => {
    const input = scenario([group("t", [read(10)], { count: 4 })], { machine: disk(servers) });
    expect(endsMs(input)).toEqual(ends);
  });

  test("waiting for the device is part of the I/O", () => {
    const result = measure(scenario([group("t", [read(10)], { count: 3 })], { machine: disk(1) }));
    expect(result.threads?.map(({ ledgerNs }) => ledgerNs.blocked.io)).toEqual([ms(10), ms(20), ms(30)]);
  });

  test("requests are served in order of arrival, not of length", () => {
    const input = scenario(
      [group("a", [read(10)]), group("b", [read(9)], at(1)), group("c", [read(1)], at(2))],
      { machine: disk(1) },
    );
    expect(endsMs(input)).toEqual([10, 19, 20]);
  });

  test("an idle server serves at once; a request of no time waits its turn as well", () => {
    const input = scenario([group("a", [read(5), compute(5), read(5)]), group("b", [read(0)], at(1))], {
      machine: disk(1, 2),
    });
    expect(endsMs(input)).toEqual([15, 5]);
  });

  test("two devices have two queues; plain I/O has none", () => {
    const devices = [
      { name: "disk", servers: 1 },
      { name: "net", servers: 1 },
    ];
    const input = scenario(
      [
        group("disk", [read(10)], { count: 2 }),
        group("net", [io(10, { device: "net" })], { count: 2 }),
        group("plain", [io(10)], { count: 2 }),
      ],
      { machine: machine({ devices }) },
    );
    expect(endsMs(input)).toEqual([10, 20, 10, 20, 10, 10]);
  });

  test.each([
    ["many-to-one, blocking", MODEL["many-to-one"], [10, 20, 30, 40]],
    ["many-to-one, non-blocking", { ...MODEL["many-to-one"], io: "nonblocking" as const }, [10, 10, 20, 20]],
    ["many-to-many on 3", { ...MODEL["many-to-many"], kernelThreads: 3 }, [10, 10, 20, 20]],
    ["processes", MODEL.processes, [10, 10, 20, 20]],
  ])("under %s", (_, model: SimulationInput["model"], ends) => {
    expect(endsMs(scenario([group("t", [read(10)], { count: 4 })], { machine: disk(2), model }))).toEqual(
      ends,
    );
  });

  test("the system call comes first and is no time at the device", () => {
    const costs = { ...IDEAL, systemCall: ms(1) };
    const input = scenario([group("t", [read(10)], { count: 2 })], {
      machine: { ...disk(1), costs },
    });
    expect(endsMs(input)).toEqual([11, 21]);
    expect(measure(input).ledgerNs).toMatchObject({ overhead: ms(2), blocked: { io: ms(10 + 19) } });
  });
});
