import { expect, test } from "vitest";
import { found } from "./found.ts";

const scenario = (model: string, cores = 2, io = "io: 20ms") => `
machine: { cores: ${cores}, costs: ideal }
models: [ ${model} ]
workload:
  - { thread: fetch, program: [ compute: 1ms, ${io}, compute: 1ms ] }
  - { thread: render, count: 2, program: [ compute: 10ms ] }
`;
const TWO = "many-to-many: { kernelThreads: 2 }";
const pins = (...parameters: Parameters<typeof scenario>) => found("pinning", scenario(...parameters));

test("a kernel thread is missed while its user thread blocks it and another waits for a turn", () => {
  const [finding, ...others] = pins(TWO);
  // From the blocking at 1 ms until the first `render` ends and the second has its turn.
  expect(finding).toMatchObject({ atNs: 1e6, threads: ["fetch"], objects: [], severity: "warning" });
  expect(finding?.message).toMatch(/^For 9 ms user threads of main waited for a turn/);
  expect(finding?.message).toMatch(/pinned to it\. Pinned: fetch\.$/);
  expect(others).toEqual([]);
});

test("those pinned are named, who was missed for longest first", () => {
  const [finding] = found(
    "pinning",
    `
machine: { cores: 3, costs: ideal }
models: [ many-to-many: { kernelThreads: 3 } ]
workload:
  - { thread: short, program: [ compute: 1ms, io: 5ms ] }
  - { thread: long, program: [ compute: 1ms, io: 20ms ] }
  - { thread: render, count: 3, program: [ compute: 30ms ] }
`,
  );
  // At 1 ms both block. Two `render` wait until 6 ms, the last of them until 21 ms: `long` is missed all the while.
  expect(finding?.threads).toEqual(["long", "short"]);
});

test.each<[string, Parameters<typeof scenario>]>([
  ["nobody is kept from running", ["many-to-many: { kernelThreads: 3 }", 3]],
  ["there are no more cores for more kernel threads", ["many-to-many: { kernelThreads: 2 }", 1]],
  ["the call does not block", [TWO, 2, "io: { for: 20ms, nonblocking: true }"]],
  ["each has a kernel thread of its own", ["one-to-one"]],
  ["none at all is left: that is a stall", ["many-to-one"]],
])("none where %s", (_, parameters) => {
  expect(pins(...parameters)).toEqual([]);
});

test("none where a blocked kernel thread is replaced at once", () => {
  const model = "many-to-many: { kernelThreads: 2, onBlock: { replaceAfter: 0, cost: 0, max: 8 } }";
  expect(pins(model)).toEqual([]);
});
