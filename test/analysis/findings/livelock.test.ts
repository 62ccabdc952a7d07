import { expect, test } from "vitest";
import { found } from "./found.ts";

/** Two that run a program until 100 ms, each with its own flag and an eye on the other's. */
const scenario = (program: (own: string, other: string) => string, more = "") => `
machine: { cores: 2, costs: ideal }
models: [one-to-one]
objects: { a: variable, b: variable, n: variable, m: mutex }
workload:
  - { thread: ann, program: [ { forever: [ ${program("a", "b")} ] } ] }
  - { thread: bob, program: [ { forever: [ ${program("b", "a")} ] } ] }
${more}
until: 100ms
`;
const back = (flag: string) => `update: { variable: ${flag}, add: -1 }`;
const polite = (own: string, other: string) =>
  `update: ${own}, compute: 1ms, { if: ${other}, is: 1, do: [ compute: 1ms ] }, ${back(own)}, compute: 1ms`;
const livelocks = (...parameters: Parameters<typeof scenario>) => found("livelock", scenario(...parameters));

test("to and fro in answer to one another", () => {
  const [finding, ...others] = livelocks(polite);
  expect(finding).toMatchObject({ threads: ["ann", "bob"], severity: "error" });
  expect([...(finding?.objects ?? [])].sort()).toEqual(["a", "b"]);
  expect(others).toEqual([]);
});

test.each<[string, Parameters<typeof scenario>[0]]>([
  ["they don't look at one another", (own) => `update: ${own}, compute: 1ms, ${back(own)}, compute: 1ms`],
  ["something grows", (own, other) => `${polite(own, other)}, update: n`],
  ["they do io", (own, other) => `${polite(own, other)}, io: 1ms`],
  ["they get a lock", (own, other) => `${polite(own, other)}, { locked: m, do: [ compute: 1ms ] }`],
  ["they only look", (_, other) => `load: ${other}, compute: 1ms`],
])("none where %s", (_, program) => {
  expect(livelocks(program)).toEqual([]);
});

test("none where a run comes to its end, or others end meanwhile", () => {
  const ends = scenario(polite).replaceAll("forever: [", "repeat: 30, do: [").replace("until: 100ms", "");
  expect(found("livelock", ends)).toEqual([]);
  const other = "  - { thread: other, program: [ compute: 60ms ] }";
  expect(livelocks(polite, other)).toEqual([]);
});
