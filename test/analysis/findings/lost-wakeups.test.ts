import { expect, test } from "vitest";
import { found } from "./found.ts";

const scenario = (waiter: string, signaller: string, more = "") => `
machine: { cores: 3, costs: ideal }
models: [one-to-one]
objects: { c: condition, m: mutex }
workload:
  - { thread: waiter, program: [ ${waiter} ] }
  - { thread: signaller, program: [ ${signaller} ] }
${more}`;

test("a signal before the wait is lost", () => {
  const [finding, ...others] = found(
    "lost-wakeup",
    scenario("compute: 2ms, wait: c", "compute: 1ms, signal: c"),
  );
  expect(finding).toMatchObject({ atNs: 1e6, threads: ["waiter"], objects: ["c"], severity: "error" });
  expect(finding?.message).toContain("at 1 ms, when nobody waited for it; waiter began to wait at 2 ms");
  expect(others).toEqual([]);
});

test("a broadcast likewise", () => {
  expect(found("lost-wakeup", scenario("compute: 2ms, wait: c", "broadcast: c"))).toHaveLength(1);
});

test("not where the signal woke another, came later, or never", () => {
  const other = "  - { thread: other, program: [ wait: c ] }";
  expect(found("lost-wakeup", scenario("compute: 2ms, wait: c", "compute: 1ms, signal: c", other))).toEqual(
    [],
  );
  expect(found("lost-wakeup", scenario("wait: c", "compute: 1ms, signal: c"))).toEqual([]);
  expect(found("lost-wakeup", scenario("wait: c", "compute: 1ms"))).toEqual([]);
});

test("not where somebody may still signal when the run is cut off", () => {
  const cut = scenario("compute: 2ms, wait: c", "signal: c, sleep: 10ms, signal: c", "until: 5ms");
  expect(found("lost-wakeup", cut)).toEqual([]);
});
