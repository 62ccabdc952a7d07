import { describe, expect, test } from "vitest";
import { ms } from "../../src/base/time.ts";
import {
  compute,
  endsMs,
  group,
  history,
  IDEAL,
  io,
  join,
  MODEL,
  machine,
  measure,
  recordsOf,
  repeat,
  scenario,
  simulate,
  sleep,
  spawn,
} from "./fixtures.ts";

describe("spawn and join", () => {
  test.each(Object.values(MODEL))("the parent waits for all its children: $model", (model) => {
    const input = scenario([group("main", [spawn("child", 3, compute(5)), join("child"), compute(1)])], {
      model,
    });
    expect(endsMs(input)).toEqual([16, 5, 10, 15]);
    expect(measure(input).ledgerNs.blocked).toEqual({ join: ms(15) });
  });

  test("children are created, and named, in order; they are of their parent's process", () => {
    const processes = [
      { name: "app", model: null, code: 0, data: 0 },
      { name: "db", model: MODEL["many-to-one"], code: 0, data: 0 },
    ];
    const input = scenario([group("main", [spawn("child", 2, io(5))], { process: "db" })], { processes });
    expect(measure(input).threads?.map(({ name, process }) => `${process} ${name}`)).toEqual([
      "db main",
      "db child[0]",
      "db child[1]",
    ]);
    // One kernel thread for both: their I/O is one after the other.
    expect(endsMs(input)).toEqual([0, 5, 10]);
  });

  test("join waits for those of one name only", () => {
    const program = [
      spawn("short", 1, sleep(2)),
      spawn("long", 1, sleep(10)),
      join("short"),
      compute(1),
      join("long"),
    ];
    expect(endsMs(scenario([group("main", program)]))).toEqual([10, 2, 10]);
    const outcome = simulate(scenario([group("main", program)]));
    expect(history(outcome, 0, ["blockedJoin", "threadRunning"])).toBe(
      "0 threadRunning, 0 blockedJoin, 2 threadRunning, 3 blockedJoin, 10 threadRunning",
    );
  });

  test("two spawns of one name are one family", () => {
    const program = [spawn("c", 1, sleep(2)), spawn("c", 2, sleep(10)), join("c"), compute(1)];
    expect(endsMs(scenario([group("main", program)]))).toEqual([11, 2, 10, 10]);
  });

  test("join with no child alive does not wait, nor cost", () => {
    const costs = { ...IDEAL, systemCall: ms(1) };
    const program = [spawn("c", 1, compute(1)), sleep(5), join("c"), join("c"), compute(1)];
    expect(endsMs(scenario([group("main", program)], { machine: machine({ cores: 2, costs }) }))).toEqual([
      7, 1,
    ]);
  });

  test("a join before the spawn of a loop's later round waits for the earlier rounds' children", () => {
    const program = [repeat(3, spawn("c", 2, sleep(4)), join("c"))];
    expect(endsMs(scenario([group("main", program)]))).toEqual([12, 4, 4, 8, 8, 12, 12]);
  });

  test("children of other parents are not waited for", () => {
    const input = scenario([
      group("a", [spawn("c", 1, sleep(10))]),
      group("b", [spawn("d", 1, sleep(3)), join("d"), compute(1)]),
    ]);
    expect(endsMs(input)).toEqual([0, 4, 10, 3]);
    const pair = scenario([group("t", [spawn("c", 1, sleep(5)), join("c"), sleep(1)], { count: 2 })]);
    expect(endsMs(pair)).toEqual([6, 6, 5, 5]);
  });

  test("children have children; who does not join leaves them behind", () => {
    const inner = spawn("grandchild", 2, sleep(10));
    const joined = [spawn("child", 1, inner, join("grandchild")), join("child")];
    expect(endsMs(scenario([group("main", joined)]))).toEqual([10, 10, 10, 10]);
    const left = [spawn("child", 1, inner), join("child")];
    expect(endsMs(scenario([group("main", left)]))).toEqual([0, 0, 10, 10]);
  });

  test("the last child's end wakes the parent, with its name", () => {
    const outcome = simulate(scenario([group("main", [spawn("c", 2, sleep(5)), join("c")])]));
    const wakes = outcome.records.filter(({ name }) => name === "threadWake");
    // The children's own arrivals name the parent likewise.
    expect(wakes).toMatchObject([
      { time: 0, subject: 1, detail: 0 },
      { time: 0, subject: 2, detail: 0 },
      { time: ms(5), subject: 0, detail: 2 },
    ]);
  });
});

describe("costs", () => {
  const costs = { ...IDEAL, kernelThreadCreate: ms(2), userThreadCreate: ms(1), processFork: ms(7) };
  const main = [group("main", [spawn("c", 3, compute(1)), join("c")])];

  test("who spawns pays for all, before the first of them runs", () => {
    const run = (model: (typeof MODEL)[keyof typeof MODEL]) =>
      recordsOf(simulate(scenario(main, { model, machine: machine({ costs }) })), "threadArrive");
    const children = (time: number) => [1, 2, 3].map((child) => `${time} threadArrive ${child}`);
    // main pays for its own start first: 2, or 1 and the kernel thread's 2, or 7.
    expect(run(MODEL["one-to-one"]).slice(1)).toEqual(children(2 + 6));
    expect(run(MODEL["many-to-one"]).slice(1)).toEqual(children(3 + 3));
    expect(run(MODEL.processes).slice(1)).toEqual(children(7 + 21));
  });

  test("each start is paid once", () => {
    const { ledgerNs } = measure(scenario(main, { machine: machine({ costs }) }));
    expect(ledgerNs).toMatchObject({ overhead: ms(4 * 2), running: ms(3) });
  });
});
