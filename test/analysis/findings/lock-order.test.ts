import { describe, expect, test } from "vitest";
import type { Finding } from "../../../src/analysis/result.ts";
import type { WorkloadEntry } from "../../../src/threads/options.ts";
import {
  compute,
  group,
  lock,
  locked,
  machine,
  measure,
  mutex,
  scenario,
  sleep,
} from "../../threads/fixtures.ts";

const OBJECTS = ["a", "b", "c", "gate"].map((name) => mutex(name));

function findings(...workload: WorkloadEntry[]): readonly Finding[] {
  return measure(scenario(workload, { objects: OBJECTS, machine: machine({ cores: 4 }) })).findings;
}

const both = (first: string, second: string) => locked(first, compute(1), locked(second, compute(1)));

describe("locks taken in opposite orders", () => {
  test("are found, though nothing happened", () => {
    const [finding, ...others] = findings(
      group("x", [both("a", "b")]),
      group("y", [sleep(9), both("b", "a")]),
    );
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ kind: "lock-order", severity: "warning", atNs: 10_000_000 });
    expect(finding?.threads).toEqual(["x", "y"]);
    expect(finding?.objects).toEqual(["a", "b"]);
    expect(finding?.message).toContain(
      "x takes b while it holds a (1 ms); y takes a while it holds b (10 ms)",
    );
  });
  test("are found in a circle of three", () => {
    const found = findings(
      group("x", [both("a", "b")]),
      group("y", [sleep(9), both("b", "c")]),
      group("z", [sleep(19), both("c", "a")]),
    );
    expect(found.map(({ kind, objects }) => [kind, ...objects])).toEqual([["lock-order", "a", "b", "c"]]);
  });
  test("are told as what they became, where they did", () => {
    const found = findings(group("x", [both("a", "b")]), group("y", [both("b", "a")]));
    expect(found.map(({ kind }) => kind)).toEqual(["deadlock"]);
  });
});

describe("no false alarm", () => {
  test("where the order is the same", () => {
    expect(findings(group("x", [both("a", "b")], { count: 3 }))).toEqual([]);
  });
  test("where it is one user thread", () => {
    expect(findings(group("x", [both("a", "b"), both("b", "a")]))).toEqual([]);
  });
  test("where a third lock is held around both", () => {
    const found = findings(
      group("x", [locked("gate", both("a", "b"))]),
      group("y", [sleep(9), locked("gate", both("b", "a"))]),
    );
    expect(found).toEqual([]);
  });
  test("but where it is only held once", () => {
    const found = findings(
      group("x", [locked("gate", both("a", "b")), both("a", "b")]),
      group("y", [sleep(9), locked("gate", both("b", "a"))]),
    );
    expect(found.map(({ kind }) => kind)).toEqual(["lock-order"]);
  });
});

describe("a deadlock of some, while others go on", () => {
  const alive = group("alive", [sleep(100)]);
  const until = (entries: WorkloadEntry[], time: number) =>
    measure(
      scenario(entries, {
        objects: OBJECTS,
        machine: machine({ cores: 4 }),
        until: (time * 1_000_000) as ReturnType<typeof measure>["endNs"],
      }),
    );

  test("is found at the horizon, with its circle", () => {
    const { outcome, findings: found } = until(
      [alive, group("x", [both("a", "b")]), group("y", [both("b", "a")])],
      50,
    );
    expect(outcome).toBe("horizon");
    expect(found).toMatchObject([
      { kind: "deadlock", atNs: 1_000_000, threads: ["x", "y"], objects: ["b", "a"] },
    ]);
  });
  test("is found where the holder has ended", () => {
    const entries = [alive, group("x", [lock("a")]), group("y", [sleep(1), lock("a")])];
    const { findings: found } = until(entries, 50);
    expect(found).toMatchObject([{ kind: "deadlock", threads: ["y"], objects: ["a"] }]);
    expect(found[0]?.message).toContain("x never gave back before it ended");
  });
  test("is none where the holder only takes its time", () => {
    const entries = [alive, group("x", [locked("a", sleep(60))]), group("y", [sleep(1), locked("a")])];
    expect(until(entries, 50).findings).toEqual([]);
  });
});
