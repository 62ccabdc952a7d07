import { describe, expect, test } from "vitest";
import { ms, us } from "../../../src/base/time.ts";
import type { KernelPolicyOptions } from "../../../src/machine/policies/registry.ts";
import type { ThreadGroupOptions } from "../../../src/threads/options.ts";
import { compute, group, IDEAL, machine, scenario, simulate } from "../../threads/fixtures.ts";

const PRIORITY = {
  policy: "priority",
  preemptive: true,
  quantum: null,
  aging: null,
  order: "low-first",
} as const;
const MLFQ = { policy: "mlfq", levels: 3, quanta: [ms(10)], boost: null, accounting: true } as const;

interface Run {
  readonly ends: readonly number[];
  readonly waiting: number;
  readonly turnaround: number;
  readonly response: number;
  /** Stays on the core in order: group, begin and end. */
  readonly stays: readonly string[];
}

/** Runs one thread per burst on one core; means and times in ms. */
function run(
  scheduler: KernelPolicyOptions,
  bursts: readonly number[],
  more: (i: number) => Partial<ThreadGroupOptions> = () => ({}),
): Run {
  const names = "ABCDEFG";
  const workload = bursts.map((burst, i) => group(names.charAt(i), [compute(burst)], more(i)));
  const { threads, records } = simulate(scenario(workload, { machine: machine({ scheduler }) }));
  const mean = (values: readonly number[]) => values.reduce((sum, v) => sum + v, 0) / values.length / ms(1);
  const stays: string[] = [];
  let since = 0;
  for (const { time, name, subject } of records) {
    if (name === "threadRunning") since = time;
    const leaves = name === "threadEnd" || (name === "threadReady" && time > since);
    if (leaves) stays.push(`${names.charAt(subject)} ${since / ms(1)}–${time / ms(1)}`);
  }
  return {
    ends: threads.map(({ end }) => end / ms(1)),
    turnaround: mean(threads.map(({ arrival, end }) => end - arrival)),
    waiting: mean(threads.map(({ arrival, end }, i) => end - arrival - ms(bursts[i] ?? 0))),
    response: mean(threads.map(({ arrival, firstRun }) => firstRun - arrival)),
    stays,
  };
}

const at = (...times: readonly number[]) => {
  return (i: number) => ({ arrive: { kind: "at", time: ms(times[i] ?? 0) } as const });
};
const withPriority = (...priorities: readonly number[]) => {
  return (i: number) => ({ priority: priorities[i] ?? 0 });
};

describe("Silberschatz, chapter 5", () => {
  test("A1: first come, first served in two orders", () => {
    expect(run({ policy: "fcfs" }, [24, 3, 3]).waiting).toBe(17);
    expect(run({ policy: "fcfs" }, [3, 3, 24]).waiting).toBe(3);
  });

  test("A2: shortest job first", () => {
    const { waiting, stays } = run({ policy: "sjf" }, [6, 8, 7, 3]);
    expect(stays).toEqual(["D 0–3", "A 3–9", "C 9–16", "B 16–24"]);
    expect(waiting).toBe(7);
    expect(run({ policy: "fcfs" }, [6, 8, 7, 3]).waiting).toBe(10.25);
  });

  test("A3: shortest remaining time first", () => {
    const { waiting, stays } = run({ policy: "srtf" }, [8, 4, 9, 5], at(0, 1, 2, 3));
    expect(stays).toEqual(["A 0–1", "B 1–5", "D 5–10", "A 10–17", "C 17–26"]);
    expect(waiting).toBe(6.5);
    expect(run({ policy: "sjf" }, [8, 4, 9, 5], at(0, 1, 2, 3)).waiting).toBe(7.75);
  });

  test("A5: priorities, low numbers first", () => {
    const { waiting, stays } = run(PRIORITY, [10, 1, 2, 1, 5], withPriority(3, 1, 4, 5, 2));
    expect(stays.map((stay) => stay.charAt(0)).join("")).toBe("BEACD");
    expect(waiting).toBe(8.2);
  });

  test("A7: one workload, four policies", () => {
    const bursts = [2, 1, 8, 4, 5];
    expect(run({ policy: "fcfs" }, bursts).waiting).toBe(6.2);
    expect(run({ policy: "sjf" }, bursts).waiting).toBe(4.6);
    const highFirst = { ...PRIORITY, order: "high-first" } as const;
    expect(run(highFirst, bursts, withPriority(2, 1, 4, 2, 3)).waiting).toBe(11);
    expect(run({ policy: "round-robin", quantum: ms(2) }, bursts).waiting).toBe(7.2);
  });
});

describe("Operating Systems: Three Easy Pieces", () => {
  test("A8: a long job and two short ones", () => {
    const bursts = [100, 10, 10];
    expect(run({ policy: "fcfs" }, bursts).turnaround).toBe(110);
    expect(run({ policy: "sjf" }, bursts).turnaround).toBe(50);
    expect(run({ policy: "sjf" }, bursts, at(0, 10, 10)).turnaround).toBeCloseTo(310 / 3, 12);
    const srtf = run({ policy: "srtf" }, bursts, at(0, 10, 10));
    expect(srtf.turnaround).toBe(50);
    expect(srtf.response).toBeCloseTo(10 / 3, 12);
  });

  test("A9: response against turnaround", () => {
    expect(run({ policy: "sjf" }, [5, 5, 5]).response).toBe(5);
    const turns = run({ policy: "round-robin", quantum: ms(1) }, [5, 5, 5]);
    expect([turns.response, turns.turnaround]).toEqual([1, 14]);
  });

  test("A11: stride with 100, 50 and 250 tickets", () => {
    const tickets = [100, 50, 250];
    const { stays } = run({ policy: "stride", quantum: ms(10) }, [1000, 1000, 1000], (i) => ({
      tickets: tickets[i] ?? 1,
    }));
    expect(
      stays
        .slice(0, 8)
        .map((stay) => stay.charAt(0))
        .join(""),
    ).toBe("ABCCCACC");
  });

  test("A12: a multi-level feedback queue lets a short job through", () => {
    const { stays, ends } = run(MLFQ, [200, 20], at(0, 100));
    expect(stays.filter((stay) => stay.startsWith("B"))).toEqual(["B 100–110", "B 110–120"]);
    expect(ends).toEqual([220, 120]);
  });
});

test("A14: two of 100 ms, quantum 5 ms, switch 0.1 ms", () => {
  const input = scenario([group("p", [compute(100)], { count: 2 })], {
    machine: machine({
      scheduler: { policy: "round-robin", quantum: ms(5) },
      costs: { ...IDEAL, kernelSwitch: us(100) },
    }),
  });
  expect(simulate(input).end.endNs).toBe(ms(203.9));
});

describe("Liu & Layland", () => {
  type Task = readonly [compute: number, period: number];

  /** Ends of instances and misses by task, ms. */
  function periodic(policy: "rate-monotonic" | "edf", tasks: readonly Task[], until: number) {
    const workload = tasks.map(([work, period], i) =>
      group(`t${i}`, [compute(work)], { period: ms(period), deadline: ms(period) }),
    );
    const { records } = simulate(
      scenario(workload, { machine: machine({ scheduler: { policy } }), until: ms(until) }),
    );
    const of = (wanted: "instanceEnd" | "deadlineMiss") =>
      tasks.map((_, task) =>
        records
          .filter(({ name, subject }) => name === wanted && subject === task)
          .map(({ time }) => time / ms(1)),
      );
    return { ends: of("instanceEnd"), misses: of("deadlineMiss") };
  }

  test("C3: rate-monotonic responses at the critical instant", () => {
    const tasks: readonly Task[] = [
      [3, 7],
      [3, 12],
      [5, 20],
    ];
    const { ends, misses } = periodic("rate-monotonic", tasks, 84);
    expect(ends.map(([first]) => first)).toEqual([3, 6, 20]);
    expect(misses).toEqual([[], [], []]);
  });

  test("C4: where rate-monotonic misses a deadline at 80, earliest deadline first meets all", () => {
    const tasks: readonly Task[] = [
      [25, 50],
      [35, 80],
    ];
    expect(periodic("edf", tasks, 400).misses).toEqual([[], []]);
    expect(periodic("rate-monotonic", tasks, 400).misses[1]?.[0]).toBe(80);
  });
});
