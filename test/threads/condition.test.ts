import { describe, expect, test } from "vitest";
import { ms } from "../../src/base/time.ts";
import type { ObjectOptions, Step } from "../../src/threads/options.ts";
import {
  at,
  compute,
  endsMs,
  group,
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

const condition: ObjectOptions = { kind: "condition", name: "c" };
const objects = [condition, mutex("m")];
const wait = (name: string | null = null): Step => ({ kind: "wait", condition: "c", mutex: name });
const signal: Step = { kind: "signal", condition: "c" };
const broadcast: Step = { kind: "broadcast", condition: "c" };

describe("a condition variable", () => {
  test("a signal wakes the one that has waited longest, a broadcast all", () => {
    const waiters = group("w", [wait(), compute(1)], { count: 3 });
    const ends = (...steps: Step[]) =>
      endsMs(scenario([waiters, group("s", steps, at(10))], { objects, machine: machine({ cores: 4 }) }));
    expect(ends(signal)).toEqual([11, null, null, 10]);
    expect(ends(signal, compute(5), signal)).toEqual([11, 16, null, 15]);
    expect(ends(broadcast)).toEqual([11, 11, 11, 10]);
  });

  test("a signal that nobody waits for is lost", () => {
    const input = scenario([group("s", [signal, broadcast]), group("w", [wait()], at(1))], { objects });
    expect(simulate(input).end.outcome).toBe("deadlock");
  });

  test.each(Object.values(MODEL))("waiting lets go of the mutex and takes it again: $model", (model) => {
    const input = scenario(
      [
        group("w", [locked("m", wait("m"), compute(5))], { count: 2 }),
        group("s", [locked("m", broadcast, compute(3))], at(10)),
      ],
      { objects, model, machine: machine({ cores: 3 }) },
    );
    // Woken at 10, the waiters have to wait for the mutex until 13; then one after the other.
    expect(endsMs(input)).toEqual([18, 23, 13]);
    const { blocked } = measure(input).ledgerNs;
    expect(blocked.condition).toBe(ms(20));
    // Sharing one kernel thread, they are not even there to wait for the mutex before it is free.
    if (model.model !== "many-to-one") expect(blocked.lock).toBe(ms(3 + 8));
  });

  test("the classic guard: wait in a lock, signal in a lock, one after the other", () => {
    const consumer = [lock("m"), wait("m"), compute(1), unlock("m")];
    const producer = [compute(4), lock("m"), signal, unlock("m")];
    const input = scenario([group("consumer", consumer), group("producer", producer)], {
      objects,
      machine: machine({ cores: 2 }),
    });
    expect(endsMs(input)).toEqual([5, 4]);
    expect(recordsOf(simulate(input), "acquired", "released")).toEqual([
      "0 acquired 0",
      "0 released 0",
      "4 acquired 1",
      "4 released 1",
      "4 acquired 0",
      "5 released 0",
    ]);
  });

  test("waiting with a mutex that is not held is a mistake", () => {
    const input = scenario([group("w", [wait("m"), compute(1)])], { objects });
    expect(endsMs(input)).toEqual([0]);
    expect(recordsOf(simulate(input), "notHeld")).toEqual(["0 notHeld 0"]);
  });
});
