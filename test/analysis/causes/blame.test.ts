import { describe, expect, test } from "vitest";
import { explainRun } from "../../../src/analysis/causes/explainer.ts";
import type { Explanation } from "../../../src/analysis/causes/explanation.ts";
import { ms, ZERO_NS } from "../../../src/base/time.ts";
import type { SimulationInput } from "../../../src/threads/options.ts";
import { recordRun } from "../../support/record-run.ts";
import {
  at,
  compute,
  group,
  io,
  join,
  locked,
  MODEL,
  machine,
  mutex,
  scenario,
  sleep,
  spawn,
} from "../../threads/fixtures.ts";

function explainInput(input: SimulationInput, thread: number | null = null): Explanation {
  const { result, trace } = recordRun(input);
  return explainRun(trace, result, { thread });
}

/** `5 lock m: 2 a sleep, 3 a running`: waits and whom they were for, ms. */
function waits(explanation: Explanation): readonly string[] {
  return explanation.waits.map(({ cause, place, timeNs, culprits, nobodyNs }) => {
    const who = culprits.map((culprit) => `${culprit.timeNs / ms(1)} ${culprit.thread} ${culprit.doing}`);
    if (nobodyNs > 0) who.push(`${nobodyNs / ms(1)} nobody`);
    return `${timeNs / ms(1)} ${[cause, place].filter((word) => word !== null).join(" ")}: ${who.join(", ")}`;
  });
}

/** `0-5 a running`, ms. */
function path(explanation: Explanation): readonly string[] {
  return (explanation.criticalPath.segments ?? []).map(
    ({ startNs, endNs, thread, state, place }) =>
      `${startNs / ms(1)}-${endNs / ms(1)} ${[thread, state, place].filter((word) => word !== null).join(" ")}`,
  );
}

const two = machine({ cores: 2 });

describe("whom a user thread waited for", () => {
  test("a lock's holder, and what that did with it", () => {
    const input = scenario(
      [
        group("writer", [locked("m", compute(2), sleep(8))]),
        group("reader", [compute(1), locked("m", compute(3))]),
      ],
      { machine: two, objects: [mutex("m")] },
    );
    const explanation = explainInput(input);
    expect(waits(explanation)).toEqual(["9 lock m: 8 writer sleep, 1 writer running", "8 sleep: 8 nobody"]);
    expect(path(explanation)).toEqual(["0-2 writer running", "2-10 writer sleep", "10-13 reader running"]);
    expect(explanation.threads?.[1]?.waits.map(({ cause }) => cause)).toEqual(["lock"]);
  });

  test("the user threads on the cores, a nanosecond to each in turn", () => {
    const input = scenario(
      [group("a", [compute(4)]), group("b", [compute(6)]), group("c", [compute(1)], at(1))],
      {
        machine: two,
      },
    );
    const explanation = explainInput(input, 2);
    expect(waits(explanation)).toEqual(["3 core: 1.5 a running, 1.5 b running"]);
    expect(path(explanation)).toEqual(["1-4 a running", "4-5 c running"]);
    expect(path(explainInput(input))).toEqual(["0-6 b running"]);
  });

  test("who blocks the only kernel thread, and who is mounted on it", () => {
    const input = scenario([group("a", [io(5), compute(1)]), group("b", [compute(2)])], {
      model: MODEL["many-to-one"],
    });
    const explanation = explainInput(input, 1);
    expect(waits(explanation)).toEqual(["5 stalled app: 5 a io", "1 kernel-thread app: 1 a running"]);
    expect(path(explanation)).toEqual(["0-5 a io", "5-6 a running", "6-8 b running"]);
  });

  test("who was served at a device before", () => {
    const input = scenario(
      [group("a", [io(5, { device: "disk" })]), group("b", [compute(1), io(2, { device: "disk" })])],
      { machine: machine({ cores: 2, devices: [{ name: "disk", servers: 1 }] }) },
    );
    const explanation = explainInput(input, 1);
    expect(waits(explanation)).toEqual(["4 device disk: 4 a io", "2 io disk: 2 nobody"]);
    expect(path(explainInput(input))).toEqual(["0-5 a io disk", "5-7 b io disk"]);
  });

  test("the child that ended last, and who put the item at last", () => {
    const joins = scenario([group("main", [spawn("child", 2, compute(3)), join("child")])]);
    expect(waits(explainInput(joins, 0))).toEqual(["6 join child: 3 child[1] ready, 3 child[1] running"]);
    expect(path(explainInput(joins))).toEqual(["0-3 child[0] running", "3-6 child[1] running"]);
    const queue = scenario(
      [
        group("producer", [io(4), compute(1), { kind: "put", queue: "q" }]),
        group("consumer", [{ kind: "take", queue: "q" }, compute(1)]),
      ],
      { objects: [{ kind: "queue", name: "q", capacity: null }] },
    );
    expect(waits(explainInput(queue, 1))).toEqual(["5 queue q: 4 producer io, 1 producer running"]);
  });

  test("for a kernel thread: those that have their turn, not one blocked in the kernel that has lost it", () => {
    const onBlock = { replaceAfter: ZERO_NS, cost: ZERO_NS, max: 8, locks: true };
    const model = { ...MODEL["many-to-many"], kernelThreads: 1, onBlock };
    const input = scenario([group("a", [io(8)]), group("b", [compute(10)]), group("c", [compute(1)])], {
      machine: two,
      model,
    });
    const [, , c] = explainInput(input).threads ?? [];
    expect(c?.waits).toMatchObject([
      { cause: "kernel-thread", timeNs: ms(10), culprits: [{ thread: "b", doing: "running" }] },
    ]);
  });

  test("for a kernel thread that waits for a core with another user thread", () => {
    const input = scenario(
      [
        group("hog", [compute(5)], { process: "other" }),
        group("first", [compute(1)]),
        group("second", [compute(1)]),
      ],
      {
        model: MODEL["many-to-one"],
        processes: ["other", "app"].map((name) => ({ name, model: null, code: 0, data: 0 })),
      },
    );
    const [, first, second] = explainInput(input).threads ?? [];
    expect(first?.waits).toMatchObject([{ cause: "core", timeNs: ms(5), culprits: [{ thread: "hog" }] }]);
    expect(second?.waits).toMatchObject([
      {
        cause: "kernel-thread",
        timeNs: ms(6),
        culprits: [
          { thread: "first", doing: "ready", timeNs: ms(5) },
          { thread: "first", doing: "running", timeNs: ms(1) },
        ],
      },
    ]);
  });

  test("who filled a queue, and who emptied it", () => {
    const q = { kind: "queue", name: "q", capacity: 1 } as const;
    const put = { kind: "put", queue: "q" } as const;
    const take = { kind: "take", queue: "q" } as const;
    const fills = scenario([group("a", [put, put]), group("b", [sleep(4), take])], { objects: [q] });
    expect(waits(explainInput(fills, 0))).toEqual(["4 room q: 4 b sleep"]);
    const empties = scenario([group("a", [sleep(3), put]), group("b", [take])], { objects: [q] });
    expect(waits(explainInput(empties, 1))).toEqual(["3 queue q: 3 a sleep"]);
  });

  test("nobody, where work comes from outside", () => {
    const late = { kind: "list", times: [ms(3), ms(7)] } as const;
    const pool = {
      kind: "pool",
      name: "pool",
      workers: 1,
      jobs: 2,
      arrive: late,
      process: "app",
      priority: 0,
      nice: 0,
      tickets: 100,
      affinity: null,
      bound: false,
      job: [compute(1)],
    } as const;
    const explanation = explainInput(scenario([pool]));
    expect(waits(explanation)).toEqual(["6 queue pool: 6 nobody"]);
    expect(path(explanation)).toEqual(["0-7 arrival", "7-8 pool running"]);
  });

  test("who had to end first, where a group starts after another", () => {
    const input = scenario([
      group("first", [compute(3)]),
      group("second", [compute(2)], { after: [{ group: "first", index: null }] }),
    ]);
    expect(path(explainInput(input))).toEqual(["0-3 first running", "3-5 second running"]);
  });
});
