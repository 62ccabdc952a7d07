import { describe, expect, test } from "vitest";
import { ms } from "../../src/base/time.ts";
import type { ObjectOptions, Step } from "../../src/threads/options.ts";
import {
  compute,
  endsMs,
  group,
  io,
  MODEL,
  machine,
  measure,
  repeat,
  scenario,
  simulate,
} from "./fixtures.ts";

const barrier = (parties: number): ObjectOptions => ({ kind: "barrier", name: "b", parties });
const meet: Step = { kind: "barrier", barrier: "b" };

describe("a barrier", () => {
  test.each(Object.values(MODEL))("nobody passes before all are there: $model", (model) => {
    const input = scenario(
      [group("fast", [compute(1), meet, compute(1)]), group("slow", [compute(10), meet, compute(1)])],
      { objects: [barrier(2)], model, machine: machine({ cores: 2 }) },
    );
    const isShared = model.model === "many-to-one";
    expect(endsMs(input)).toEqual(isShared ? [13, 12] : [11, 11]);
    expect(measure(input).ledgerNs.blocked).toEqual({ barrier: ms(isShared ? 10 : 9) });
  });

  test("it serves again, round after round", () => {
    const input = scenario(
      [group("a", [repeat(3, io(10), meet)]), group("b", [repeat(3, io(4), meet)], { count: 2 })],
      { objects: [barrier(3)] },
    );
    expect(endsMs(input)).toEqual([30, 30, 30]);
    expect(measure(input).ledgerNs.blocked).toEqual({ io: ms(30 + 24), barrier: ms(36) });
    // Everybody passes in each round; all but the last to come have to wait for that.
    expect(measure(input).objects.b).toMatchObject({ acquisitions: 9, waits: 6 });
  });

  test("of one party it stops nobody; of more than come it stops all", () => {
    const ends = (parties: number) =>
      endsMs(scenario([group("t", [meet, compute(1)], { count: 2 })], { objects: [barrier(parties)] }));
    expect(ends(1)).toEqual([1, 2]);
    expect(ends(3)).toEqual([null, null]);
  });

  test("more than its parties pass in batches", () => {
    const input = scenario([group("t", [meet], { count: 5 })], { objects: [barrier(2)] });
    expect(endsMs(input)).toEqual([0, 0, 0, 0, null]);
    expect(simulate(input).end.outcome).toBe("deadlock");
  });
});
