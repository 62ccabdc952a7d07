import { describe, expect, test } from "vitest";
import { ms, us } from "../../../src/base/time.ts";
import type { KernelPolicyOptions } from "../../../src/machine/policies/registry.ts";
import type { ThreadGroupOptions } from "../../../src/threads/options.ts";
import { compute, group, io, machine, measure, scenario, simulate } from "../../threads/fixtures.ts";
import { stays } from "../stays.ts";

const FAIR = { policy: "fair", slice: null, tick: ms(4), exact: false, wakeupPreemption: true } as const;
const LOTTERY = { policy: "lottery", quantum: ms(1), compensation: false } as const;

/** Time that each of some threads that never end has run until `until`, ms. */
function shares(
  scheduler: KernelPolicyOptions,
  threads: readonly Partial<ThreadGroupOptions>[],
  until: number,
  program: ThreadGroupOptions["program"] = [{ kind: "forever", body: [compute(1000)] }],
  seed = 1,
): number[] {
  const workload = threads.map((more, i) => group(`t${i}`, program, more));
  const { records } = simulate(
    scenario(workload, { seed, machine: machine({ scheduler }), until: ms(until) }),
  );
  const ran = threads.map(() => 0);
  let busy: { thread: number; since: number } | null = null;
  const close = (time: number) => {
    if (busy !== null) ran[busy.thread] = (ran[busy.thread] ?? 0) + (time - busy.since);
    busy = null;
  };
  for (const { time, name, detail } of records) {
    if (name !== "coreBusy" && name !== "coreIdle") continue;
    close(time);
    if (name === "coreBusy") busy = { thread: detail, since: time };
  }
  close(ms(until));
  return ran.map((ns) => ns / ms(1));
}

describe("lottery", () => {
  test("wins follow tickets within three standard errors, over 20 seeds", () => {
    const quanta = 2000;
    const seeds = 20;
    let first = 0;
    for (let seed = 0; seed < seeds; seed++) {
      first += shares(LOTTERY, [{ tickets: 3 }, { tickets: 1 }], quanta, undefined, seed)[0] ?? 0;
    }
    const draws = quanta * seeds;
    // Who has just run is in the queue again when the next ticket is drawn: draws are independent.
    const error = Math.sqrt(0.75 * 0.25 * draws);
    expect(Math.abs(first - 0.75 * draws)).toBeLessThan(3 * error);
  });

  test("with compensation, who uses a fifth of its quantum gets its share all the same", () => {
    const hog = group("hog", [{ kind: "forever", body: [compute(100)] }]);
    const brief = group("brief", [
      { kind: "forever", body: [{ kind: "compute", for: us(200) }, { kind: "yield" }] },
    ]);
    const share = (compensation: boolean) => {
      const { records } = simulate(
        scenario([hog, brief], {
          machine: machine({ scheduler: { ...LOTTERY, compensation } }),
          until: ms(5000),
        }),
      );
      const runs = records.filter(({ name, detail }) => name === "coreBusy" && detail === 1).length;
      return (runs * 0.2) / 5000;
    };
    // It wins with probability p, and then runs for 0.2 of a quantum: its share is 0.2 p ÷ (1 − 0.8 p).
    for (const [compensation, p] of [
      [false, 1 / 2],
      [true, 5 / 6],
    ] as const) {
      const draws = 5000 / (1 - 0.8 * p);
      const error = (Math.sqrt((p * (1 - p)) / draws) * 0.2) / (1 - 0.8 * p) ** 2;
      expect(Math.abs(share(compensation) - (0.2 * p) / (1 - 0.8 * p))).toBeLessThan(3 * error);
    }
  });
});

test("stride divides in exact proportion", () => {
  const scheduler = { policy: "stride", quantum: ms(10) } as const;
  expect(shares(scheduler, [{ tickets: 1 }, { tickets: 2 }, { tickets: 5 }], 800)).toEqual([100, 200, 500]);
});

describe("fair", () => {
  test("divides by the weights of nice: 1024 to 335", () => {
    const [zero = 0, five = 0] = shares({ ...FAIR, exact: true }, [{ nice: 0 }, { nice: 5 }], 10_000);
    expect(zero / (zero + five)).toBeCloseTo(1024 / (1024 + 335), 3);
  });

  test("slices of two that compute end at ticks of 4 ms, not after 0.7 ms", () => {
    const workload = [group("t", [compute(20)], { count: 2 })];
    const [own = []] = stays(scenario(workload, { machine: machine({ scheduler: FAIR }) }));
    expect(own.slice(0, 4)).toEqual(["A 0–4", "B 4–8", "A 8–12", "B 12–16"]);
  });

  test("who is owed time takes the core when it wakes; without wake-up preemption it waits for the tick", () => {
    const hog = group("hog", [compute(200)]);
    const chain = group("chain", [
      { kind: "repeat", times: 20, body: [io(5), { kind: "compute", for: us(100) }] },
    ]);
    const end = (wakeupPreemption: boolean) =>
      (simulate(scenario([chain, hog], { machine: machine({ scheduler: { ...FAIR, wakeupPreemption } }) }))
        .threads[0]?.end ?? 0) / ms(1);
    // It is owed nothing at first, and so waits for a tick of 4 ms once; that is worth more than all it runs after.
    expect(end(true)).toBeGreaterThan(20 * 5.1);
    expect(end(true)).toBeLessThan(20 * 5.1 + 4);
    expect(end(false)).toBeGreaterThan(20 * 7);
  });

  describe("A and B compute, C comes for 1 ms", () => {
    const turns = (scheduler: KernelPolicyOptions, arrival: number) => {
      const both = group("both", [compute(20)], { count: 2 });
      const guest = group("guest", [compute(1)], { arrive: { kind: "at", time: ms(arrival) } });
      const [only = []] = stays(scenario([both, guest], { machine: machine({ scheduler }) }));
      return only;
    };
    const exact = { ...FAIR, slice: ms(4), exact: true };

    test("at 5, when A is ahead of its share: at once, and A keeps what is left of its request", () => {
      const expected = ["A 0–2", "B 2–4", "A 4–5", "C 5–6", "B 6–10", "A 10–13"];
      expect(turns(exact, 5).slice(0, 6)).toEqual(expected);
    });

    test("at 9, when B is behind: not before B has been served (RUN_TO_PARITY)", () => {
      const expected = ["A 0–2", "B 2–4", "A 4–8", "B 8–12", "C 12–13"];
      expect(turns(exact, 9).slice(0, 5)).toEqual(expected);
    });

    test("between ticks: who has been served gives way, unless its next request is due before", () => {
      expect(turns(FAIR, 7).slice(0, 3)).toEqual(["A 0–4", "B 4–8", "C 8–9"]);
      expect(turns(FAIR, 7.5).slice(0, 3)).toEqual(["A 0–4", "B 4–7.5", "C 7.5–8"]);
    });
  });

  test("nobody saves up time by sleeping", () => {
    const hog = group("hog", [compute(1000)]);
    const sleeper = group("sleeper", [io(400), compute(100)]);
    const input = scenario([hog, sleeper], { machine: machine({ scheduler: FAIR }) });
    const end = (simulate(input).threads[1]?.end ?? 0) / ms(1);
    // From 400 on the two share the core, 100 ms for each.
    expect(end).toBe(600);
  });
});

test("stride: who joins begins where the one is that was picked last, not who was passed over for another core", () => {
  const scheduler = { policy: "stride", quantum: ms(1) } as const;
  const forever: ThreadGroupOptions["program"] = [{ kind: "forever", body: [compute(1000)] }];
  const tied = (name: string, more: Partial<ThreadGroupOptions>) =>
    group(name, forever, { affinity: [0], tickets: 100, ...more });
  // Core 1 idles, and asks again and again: nobody may run there. The rare one's pass is 100 quanta ahead after its first.
  const workload = [
    tied("hog", {}),
    tied("rare", { tickets: 1 }),
    tied("late", { arrive: { kind: "at", time: ms(10) } }),
  ];
  const input = scenario(workload, { machine: machine({ cores: 2, scheduler }), until: ms(50) });
  expect(measure(input).threads?.map(({ ledgerNs }) => ledgerNs.running / ms(1))).toEqual([29, 1, 20]);
});
