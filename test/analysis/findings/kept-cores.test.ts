import { expect, test } from "vitest";
import { found } from "./found.ts";

const scenario = (affinity: string, count = 2) => `
machine: { cores: 2, costs: ideal, scheduler: fcfs }
models: [one-to-one]
workload:
  - { thread: bound, count: ${count}, ${affinity} program: [ compute: 10ms ] }
  - { thread: free, program: [ compute: 4ms ] }
`;

test("one core idles while those bound to the other line up for it", () => {
  const [finding, ...others] = found("idle-cores", scenario("affinity: [0],"));
  expect(finding).toMatchObject({ atNs: 4e6, threads: ["bound[1]"], severity: "info" });
  // `free` has the other core until 4 ms; the second of those bound waits until 10 ms.
  expect(finding?.message).toContain("For 6 ms a core had nothing to do");
  expect(finding?.message).toContain("bound may not run on all cores. Waited longest: bound[1].");
  expect(others).toEqual([]);
  const [many] = found("idle-cores", scenario("affinity: [0],", 3));
  // From 4 ms on the second waits until 10 ms, the third until 20 ms.
  expect(many?.threads).toEqual(["bound[2]", "bound[1]"]);
  expect(many?.message).toContain("For 16 ms a core had nothing to do");
});

test("none without affinity, or where nobody has to wait", () => {
  expect(found("idle-cores", scenario(""))).toEqual([]);
  expect(found("idle-cores", scenario("affinity: [0],", 1))).toEqual([]);
});
