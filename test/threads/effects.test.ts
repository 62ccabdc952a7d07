import { describe, expect, test } from "vitest";
import { ms } from "../../src/base/time.ts";
import { formatIssue } from "../../src/scenario/format-issue.ts";
import { parseScenario } from "../../src/scenario/parse.ts";
import { type Outcome, simulate } from "./fixtures.ts";

/** Runs a scenario under its one model. */
function run(text: string): Outcome {
  const result = parseScenario(text, { file: "some.yaml" });
  if (!result.ok) throw new Error(result.issues.map(formatIssue).join("\n"));
  const [model] = result.scenario.models;
  if (model === undefined) throw new Error("no model");
  return simulate({ ...result.scenario, model });
}
const makespan = (text: string) => run(text).end.endNs;
const endOf = (text: string, thread: number) => run(text).threads[thread]?.end ?? Number.NaN;

/*
 * What it takes to predict real runtimes, measured on Linux 6.18 with 2 cores: each effect with what brings it
 * about and without. Sizes are those by which a prediction missed without it.
 */

describe("the kernel's scheduler", () => {
  const reader = "{ thread: reader, program: [ { repeat: 50, do: [ io: 5ms, compute: 100us ] } ] }";
  const hogs = (count: number) => `{ thread: hog, count: ${count}, program: [ compute: 1s ] }`;
  const beside = (scheduler: string) =>
    `machine: { cores: 2, scheduler: ${scheduler} }\nmodels: [ linux-nptl ]\nworkload: [ ${reader}, ${hogs(4)} ]`;

  test("wake-up preemption: without it, io beside computing ends 15 to 500 % later", () => {
    const withIt = endOf(beside("fair"), 0);
    const late = endOf(beside("{ policy: fair, wakeupPreemption: false }"), 0) / withIt - 1;
    expect(late).toBeGreaterThan(0.15);
    expect(late).toBeLessThan(5);
  });

  test("fair, not first in, first out: makespans 5 to 29 % off, and io much more", () => {
    expect(endOf(beside("fcfs"), 0) / endOf(beside("fair"), 0)).toBeGreaterThan(1.15);
  });

  test("slices are rounded up to the timer's tick: 4 ms, not 1.4", () => {
    const slice = (options: string) => {
      const { records } = run(
        `machine: { cores: 1, costs: ideal, scheduler: { policy: fair, slice: 1.4ms${options} } }\n` +
          `models: [ linux-nptl ]\nworkload: [ ${hogs(2)} ]`,
      );
      const turns = records.filter(({ name }) => name === "coreBusy").map(({ time }) => time);
      const lengths = turns.slice(1).map((time, i) => time - (turns[i] ?? 0));
      return lengths.toSorted((a, b) => a - b)[Math.floor(lengths.length / 2)];
    };
    expect(slice("")).toBe(ms(4));
    expect(slice(", exact: true")).toBe(ms(1.4));
  });
});

test("timers oversleep: chains of sleeps of 1 to 2 ms take 5 to 12 % longer", () => {
  const chain = (oversleep: string) =>
    makespan(
      `machine: { cores: 2, costs: { timerOversleep: ${oversleep} } }\nmodels: [ linux-nptl ]\n` +
        "workload: [ { thread: a, program: [ { repeat: 100, do: [ sleep: 1ms, compute: 200us, sleep: 2ms ] } ] } ]",
    );
  const longer = chain("120us") / chain("0") - 1;
  expect(longer).toBeGreaterThan(0.05);
  expect(longer).toBeLessThan(0.12);
});

describe("the interpreter lock", () => {
  const computing = (runtime: string) =>
    makespan(
      `machine: { cores: 2 }\nmodels: [ ${runtime} ]\nworkload: [ { thread: a, count: 2, program: [ compute: 500ms ] } ]`,
    );

  test("without it computing is 30 to 80 % off: here nearly half", () => {
    const off = 1 - computing("linux-nptl") / computing("cpython");
    expect(off).toBeGreaterThan(0.45);
    expect(off).toBeLessThan(0.55);
  });

  test("a sleeper beside one thread that computes is late by one interval: 5.3 ms measured", () => {
    const text =
      "machine: { cores: 2 }\nmodels: [ cpython ]\nworkload:\n" +
      "  - { thread: sleeper, program: [ sleep: 2ms, compute: 10us ] }\n  - { thread: busy, arrive: 1ms, program: [ compute: 1s ] }";
    const late = endOf(text, 0) - ms(2);
    expect(late).toBeGreaterThan(ms(5));
    expect(late).toBeLessThan(ms(5.7));
  });

  test("Thread.start takes two turns of it: io that threads begin with starts later where they compute first", () => {
    const spawned = (runtime: string) =>
      makespan(
        `machine: { cores: 2 }\nmodels: [ ${runtime} ]\nworkload:\n  - thread: main\n    program:\n` +
          "      - spawn: { thread: t, count: 8, program: [ compute: 8ms, io: 20ms ] }\n      - join: t",
      );
    const atOnce =
      "machine: { cores: 2 }\nmodels: [ cpython ]\nworkload: [ { thread: t, count: 8, program: [ compute: 8ms, io: 20ms ] } ]";
    const firstIo = (text: string) => run(text).records.find(({ name }) => name === "blockedIo")?.time ?? 0;
    // Eight threads at once take turns of 5 ms, so the first is done with its 8 ms only when all have had one.
    expect(firstIo(atOnce)).toBeGreaterThan(ms(8 * 5));
    expect(spawned("cpython")).toBeGreaterThan(ms(64));
    expect(spawned("cpython-free-threaded")).toBeLessThan(ms(64));
  });
});

test("blocking instead of wrapped io under many-to-one: 85 % off", () => {
  const io = (kind: string) =>
    makespan(
      `machine: { cores: 2 }\nmodels: [ { gnu-pth: { io: ${kind} } } ]\n` +
        "workload: [ { thread: a, count: 8, program: [ { repeat: 5, do: [ io: 10ms, compute: 100us ] } ] } ]",
    );
  const off = 1 - io("nonblocking") / io("blocking");
  expect(off).toBeGreaterThan(0.8);
  expect(off).toBeLessThan(0.9);
});

describe("creation is core time, about 0.17 ms for each pthread", () => {
  const off = (threads: number) => {
    const work = `models: [ linux-nptl ]\nworkload: [ { thread: a, count: ${threads}, program: [ compute: ${400_000 / threads}us ] } ]`;
    const machine = (costs: string) => `machine: { cores: 2${costs} }\n`;
    const without = makespan(machine(", costs: { kernelThreadCreate: 0, kernelThreadExit: 0 }") + work);
    return 1 - without / makespan(machine("") + work);
  };
  test.each([
    [64, 0, 0.05],
    [512, 0.1, 0.25],
    [2048, 0.4, 0.6],
  ])("%i threads: between %d and %d of the makespan", (threads, from, to) => {
    expect(off(threads)).toBeGreaterThan(from);
    expect(off(threads)).toBeLessThan(to);
  });
});

test("Go hands a blocked kernel thread's place on: plain blocking is off, and the hand-off itself takes tens of us", () => {
  const work =
    "workload: [ { thread: a, count: 4, program: [ { repeat: 20, do: [ compute: 2ms, io: { for: 1ms, nonblocking: false } ] } ] } ]";
  const span = (model: string) => makespan(`machine: { cores: 2 }\nmodels: [ ${model} ]\n${work}`);
  const plain = "many-to-many: { kernelThreads: 2, io: nonblocking, scheduler: work-stealing }";
  expect(span(plain) / span("go")).toBeGreaterThan(1.1);
  const { records } = run(
    "machine: { cores: 1 }\nmodels: [ go ]\nworkload:\n  - { thread: a, program: [ io: { for: 5ms, nonblocking: false } ] }\n" +
      "  - { thread: b, program: [ compute: 1ms ] }",
  );
  const blocked = records.find(({ name }) => name === "blockedIo")?.time ?? 0;
  const next = records.find(({ name, subject }) => name === "threadRunning" && subject === 1)?.time ?? 0;
  expect(next - blocked).toBeGreaterThan(ms(0.02));
  expect(next - blocked).toBeLessThan(ms(0.12));
});
