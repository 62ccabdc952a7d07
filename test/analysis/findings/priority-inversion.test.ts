import { expect, test } from "vitest";
import { found } from "./found.ts";

interface Variant {
  readonly protocol?: string;
  readonly cores?: number;
  readonly medium?: string;
  readonly policy?: string;
}
/** Low holds m when high wants it; medium comes between. */
const scenario = ({ protocol = "none", cores = 1, medium = "priority: 2", policy = "priority" }: Variant) => `
machine: { cores: ${cores}, costs: ideal, scheduler: ${policy} }
models: [one-to-one]
objects: { m: { mutex: { protocol: ${protocol} } } }
workload:
  - { thread: low, priority: 3, program: [ { locked: m, do: [ compute: 4ms ] } ] }
  - { thread: high, priority: 1, arrive: 1ms, program: [ { locked: m, do: [ compute: 1ms ] } ] }
  - { thread: medium, ${medium}, arrive: 2ms, program: [ compute: 20ms ] }
`;
const inversions = (variant: Variant) => found("priority-inversion", scenario(variant));

test("one in between keeps the holder off the core", () => {
  const [finding, ...others] = inversions({});
  expect(finding).toMatchObject({ atNs: 2e6, threads: ["high", "low", "medium"], objects: ["m"] });
  expect(finding?.message).toContain("high waited 23 ms for m, which the less urgent low held");
  expect(others).toEqual([]);
});

test.each<[string, Variant]>([
  ["with inheritance", { protocol: "inheritance" }],
  ["with a ceiling", { protocol: "immediate-ceiling" }],
  ["with a core for each", { cores: 3 }],
  ["where who comes between is more urgent still", { medium: "priority: 0" }],
  ["where the holder alone makes it wait: that is bounded", { medium: "priority: 3" }],
  ["where nothing goes by priority", { policy: "fcfs" }],
])("none %s", (_, variant) => {
  expect(inversions(variant)).toEqual([]);
});

test("also by one that runs already, on another core", () => {
  const text = `
machine: { cores: 2, costs: ideal, scheduler: { policy: priority, preemptive: true } }
models: [one-to-one]
objects: { m: mutex }
workload:
  - { thread: low, priority: 3, program: [ { locked: m, do: [ compute: 4ms ] } ] }
  - { thread: medium, count: 2, priority: 2, arrive: 1ms, program: [ compute: 20ms ] }
  - { thread: high, priority: 1, arrive: 2ms, program: [ { locked: m, do: [ compute: 1ms ] } ] }
`;
  expect(found("priority-inversion", text)[0]?.threads).toEqual(["high", "low", "medium[0]", "medium[1]"]);
});

test("under rate-monotonic the period says how urgent", () => {
  const text = `
machine: { cores: 1, costs: ideal, scheduler: rate-monotonic }
models: [one-to-one]
objects: { m: mutex }
workload:
  - { thread: slow, period: 100ms, program: [ { locked: m, do: [ compute: 5ms ] } ] }
  - { thread: quick, period: 20ms, arrive: 1ms, program: [ { locked: m, do: [ compute: 1ms ] } ] }
  - { thread: middle, period: 50ms, arrive: 2ms, program: [ compute: 10ms ] }
until: 100ms
`;
  expect(found("priority-inversion", text)[0]?.threads).toEqual(["quick", "slow", "middle"]);
});
