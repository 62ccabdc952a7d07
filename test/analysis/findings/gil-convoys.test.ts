import { expect, test } from "vitest";
import { found } from "./found.ts";

const scenario = (first: string, second: string) => `
machine: { cores: 2, costs: ideal, scheduler: round-robin }
models: [ one-to-one: { gil: { interval: 5ms } } ]
workload:
  - { thread: first, program: [ ${first} ] }
  - { thread: second, count: 2, program: [ ${second} ] }
`;
const SERVES = "{ repeat: 10, do: [ io: 1ms, compute: 100us ] }";

test("io beside computing", () => {
  const [finding] = found("gil-convoy", scenario("compute: 100ms", SERVES));
  expect(finding).toMatchObject({ threads: ["second[0]", "second[1]"], objects: [] });
  expect(finding?.message).toContain("beside first, which computes. 1 more fared like it.");
});

test("not among those that compute, nor among those that serve", () => {
  expect(found("gil-convoy", scenario("compute: 100ms", "compute: 100ms"))).toEqual([]);
  expect(found("gil-convoy", scenario(SERVES, SERVES))).toEqual([]);
});

test("not where the computing lets go of the lock", () => {
  expect(found("gil-convoy", scenario("compute: { for: 100ms, releasesGil: true }", SERVES))).toEqual([]);
});
