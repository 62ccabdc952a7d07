import { describe, expect, test } from "vitest";
import { ms } from "../../src/base/time.ts";
import type { ModelOptions } from "../../src/threads/models/registry.ts";
import {
  at,
  compute,
  group,
  io,
  MODEL,
  machine,
  measure,
  recordsOf,
  scenario,
  simulate,
} from "./fixtures.ts";

const manyToMany: ModelOptions = { ...MODEL["many-to-many"], kernelThreads: 2 };

/** Ready and stalled time of each user thread, ms. */
function waits(
  workload: Parameters<typeof scenario>[0],
  model: ModelOptions,
  cores = 1,
): (number[] | undefined)[] {
  const { threads } = measure(scenario(workload, { model, machine: machine({ cores }) }));
  return (threads ?? []).map(({ ledgerNs }) => [ledgerNs.ready / ms(1), ledgerNs.stalled / ms(1)]);
}

describe("stalled: could run, but every kernel thread that could carry it is blocked by someone else", () => {
  const workload = [group("waits", [io(10)]), group("works", [compute(4)], { count: 2 })];

  test("under many-to-one while the one is blocked; then ready, while another runs on it", () => {
    expect(waits(workload, MODEL["many-to-one"])).toEqual([
      [0, 0],
      [0, 10],
      [4, 10],
    ]);
  });

  test("never where the I/O does not block, nor with a kernel thread each", () => {
    for (const model of [
      { ...MODEL["many-to-one"], io: "nonblocking" as const },
      MODEL["one-to-one"],
      MODEL.processes,
    ])
      expect(waits(workload, model)).toEqual([
        [0, 0],
        [0, 0],
        [4, 0],
      ]);
  });

  test("under many-to-many only while all of them are blocked", () => {
    const longer = [group("a", [io(10)]), group("b", [compute(2), io(6)]), group("c", [compute(1)])];
    // b works until 2, so c is ready; both are blocked until 8; then b ends and c runs.
    expect(waits(longer, manyToMany)).toEqual([
      [0, 0],
      [0, 0],
      [2, 6],
    ]);
    expect(recordsOf(simulate(scenario(longer, { model: manyToMany })), "stallBegin", "stallEnd")).toEqual([
      "2 stallBegin 0",
      "8 stallEnd 0",
    ]);
  });

  test("a kernel thread that has yet to be created could carry it", () => {
    expect(waits([group("a", [io(10)]), group("b", [compute(1)], at(3))], manyToMany)).toEqual([
      [0, 0],
      [0, 0],
    ]);
  });

  test("waiting for a core is not stalled, although the rest are blocked", () => {
    const busy = [group("a", [io(10)]), group("b", [compute(5)]), group("c", [compute(5)])];
    expect(waits(busy, { ...manyToMany, kernelThreads: 3 })).toEqual([
      [0, 0],
      [0, 0],
      [5, 0],
    ]);
  });

  test("who arrives in a stall is stalled from the start, and only from then", () => {
    expect(waits([group("a", [io(10)]), group("b", [compute(1)], at(4))], MODEL["many-to-one"])).toEqual([
      [0, 0],
      [0, 6],
    ]);
  });

  test("woken while its process is stalled, it is stalled", () => {
    const workload = [group("a", [io(3, { nonblocking: true })]), group("b", [io(10)])];
    expect(waits(workload, MODEL["many-to-one"])).toEqual([
      [0, 7],
      [0, 0],
    ]);
  });
});
