import { describe, expect, test } from "vitest";
import { found } from "./found.ts";

describe("at a lock", () => {
  /** Two writers in turn, for as many rounds as said, and a reader that comes soon. */
  const scenario = (prefer: string, rounds: number, more = "") => `
machine: { cores: 4, costs: ideal }
models: [one-to-one]
objects: { rw: { rwlock: { prefer: ${prefer} } } }
workload:
  - thread: writer
    count: 2
    program:
      - repeat: ${rounds}
        do: [ { writeLocked: rw, do: [ compute: 2ms ] }, compute: 1ms ]
  - thread: reader
    arrive: 1ms
    program: [ { readLocked: rw, do: [ compute: 1ms ] } ]
${more}`;

  test("overtaken by all that come later, until they are done", () => {
    const [finding, ...others] = found("starvation", scenario("writers", 10));
    expect(finding).toMatchObject({ atNs: 1e6, threads: ["reader"], objects: ["rw"] });
    // Twenty rounds in all: one was under way, one waited before the reader came.
    expect(finding?.message).toMatch(/waited 39 ms for rw and was overtaken 18 times .* until they needed/);
    expect(others).toEqual([]);
  });

  test("and where it has not got it at the end of the run", () => {
    const [finding] = found("starvation", scenario("writers", 100, "until: 50ms"));
    expect(finding?.message).toContain("had not got it when the run ended");
  });

  test("not where it goes by arrival, nor for a few times", () => {
    expect(found("starvation", scenario("fair", 100, "until: 50ms"))).toEqual([]);
    expect(found("starvation", scenario("writers", 5))).toEqual([]);
  });

  test("not where others get it as often afterwards", () => {
    const late =
      "  - { thread: later, arrive: 100ms, program: [ { repeat: 30, do: [ { readLocked: rw, do: [ compute: 1ms ] } ] } ] }";
    expect(found("starvation", scenario("writers", 10, late))).toEqual([]);
  });
});

describe("for want of a core", () => {
  const scenario = (scheduler: string, program: string) => `
machine: { cores: 1, costs: ideal, scheduler: ${scheduler} }
models: [one-to-one]
workload:
  - { thread: long, arrive: 1ms, priority: 2, program: [ compute: 30ms ] }
  - { thread: short, arrive: { every: 2ms, count: 60 }, priority: 1, program: [ ${program} ] }
until: 100ms
`;

  test("shorter ones keep coming, or more urgent ones", () => {
    for (const scheduler of ["sjf", "priority"]) {
      const [finding] = found(
        "starvation",
        scenario(scheduler, "compute: 2ms").replace("arrive: 1ms", "arrive: 3ms"),
      );
      expect(finding).toMatchObject({ atNs: 3e6, threads: ["long"], objects: [] });
      expect(finding?.message).toMatch(/could have run for 97 ms and never did/);
    }
  });

  test("not where it has its turn, or all wait in order of arrival", () => {
    expect(found("starvation", scenario("round-robin", "compute: 2ms"))).toEqual([]);
    expect(found("starvation", scenario("fcfs", "compute: 20ms"))).toEqual([]);
  });
});
