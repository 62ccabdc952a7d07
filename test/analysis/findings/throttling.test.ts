import { expect, test } from "vitest";
import { found } from "./found.ts";

const scenario = (count: number, quota: string) => `
machine: { cores: 4, costs: ideal }
models: [one-to-one]
processes: { app: ${quota}, other: }
workload:
  - { thread: worker, count: ${count}, process: app, program: [ compute: 50ms ] }
  - { thread: beside, process: other, program: [ compute: 300ms ] }
`;
const QUOTA = "{ quota: { cpu: 20ms, period: 100ms } }";

test("a quota used up too soon", () => {
  const [finding, ...others] = found("throttling", scenario(2, QUOTA));
  expect(finding).toMatchObject({ atNs: 10e6, threads: ["worker[0]", "worker[1]"], severity: "warning" });
  // 100 ms of work in five periods, the last of which is not cut: four waits of 90 ms, by two.
  expect(finding?.message).toMatch(
    /^app used up its quota .* 8 times, first at 10 ms, .* 720 ms together\. Stopped for longest: worker\[0\] and worker\[1\]\.$/,
  );
  expect(others).toEqual([]);
});

test("none within a quota, or without", () => {
  expect(found("throttling", scenario(1, "{ quota: { cpu: 100ms, period: 100ms } }"))).toEqual([]);
  expect(found("throttling", scenario(4, ""))).toEqual([]);
});
