import { expect, test } from "vitest";
import { found } from "./found.ts";

const stalls = (model: string, more = "") =>
  found(
    "stall",
    `
machine: { cores: 2, costs: ideal }
models: [ ${model} ]
workload:
  - { thread: short, program: [ compute: 1ms, io: 5ms, compute: 1ms ] }
  - { thread: long, program: [ compute: 2ms, io: 20ms ] }
  - { thread: render, program: [ compute: 10ms ] }
${more}`,
  );

test("those who blocked the kernel thread are named, who stalled the others for longest first", () => {
  const [finding, ...others] = stalls("many-to-one");
  expect(finding).toMatchObject({ severity: "warning", threads: ["long", "short"] });
  expect(finding?.message).toMatch(/ Blocked by: long and short\.$/);
  expect(others).toEqual([]);
});

test("who blocks while nobody is ready has no part in it", () => {
  const alone = "  - { thread: alone, arrive: 100ms, program: [ compute: 1ms, io: 20ms ] }\n";
  const [finding] = stalls("many-to-one", alone);
  expect(finding?.threads).toEqual(["long", "short"]);
});

test("none where each has a kernel thread of its own", () => {
  expect(stalls("one-to-one")).toEqual([]);
});
