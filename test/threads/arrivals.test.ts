import { describe, expect, test } from "vitest";
import { ms, ns, ZERO_NS } from "../../src/base/time.ts";
import type { Arrivals, Step, ThreadRef } from "../../src/threads/options.ts";
import {
  at,
  compute,
  endsMs,
  group,
  io,
  lock,
  machine,
  measure,
  mutex,
  pool,
  scenario,
  simulate,
  sleep,
} from "./fixtures.ts";

/** Arrival times of a group, ms. */
function arrivalsMs(arrive: Arrivals, count: number, seed = 1): number[] {
  const input = scenario([group("t", [compute(0)], { arrive, count })], { seed, until: ms(1000) });
  return simulate(input).threads.map(({ arrival }) => arrival / ms(1));
}

describe("arrivals", () => {
  test("all at one time", () => {
    expect(arrivalsMs({ kind: "at", time: ms(7) }, 3)).toEqual([7, 7, 7]);
  });

  test("listed", () => {
    expect(arrivalsMs({ kind: "list", times: [ZERO_NS, ms(3), ms(3), ms(9)] }, 4)).toEqual([0, 3, 3, 9]);
  });

  test("every so often, the interval also before the first", () => {
    expect(arrivalsMs({ kind: "every", interval: ms(5), count: 3 }, 3)).toEqual([5, 10, 15]);
  });

  test("without end, up to the horizon", () => {
    const times = arrivalsMs({ kind: "every", interval: ms(10), count: null }, 1);
    expect(times).toHaveLength(100);
    expect(times.at(-1)).toBe(1000);
  });

  test("at random: the mean is the distribution's, the seed decides", () => {
    const interval = { kind: "exponential", mean: ns(100_000) } as const;
    const times = arrivalsMs({ kind: "every", interval, count: 5000 }, 5000);
    // Mean 0.1 ms; the standard error of 5,000 intervals is 1.4 %, five of them 7 %.
    expect(Math.abs((times.at(-1) ?? 0) / 5000 - 0.1)).toBeLessThan(0.007);
    expect(arrivalsMs({ kind: "every", interval, count: 5000 }, 5000)).toEqual(times);
    expect(arrivalsMs({ kind: "every", interval, count: 5000 }, 5000, 2)).not.toEqual(times);
  });

  test("exponential intervals make a Poisson process: as many in a window as its variance says", () => {
    const interval = { kind: "exponential", mean: ns(100_000) } as const;
    const times = arrivalsMs({ kind: "every", interval, count: 9000 }, 9000);
    const windows = Array.from({ length: 800 }, () => 0);
    for (const time of times) {
      const window = Math.floor(time);
      if (window < windows.length) windows[window] = (windows[window] ?? 0) + 1;
    }
    const mean = windows.reduce((sum, count) => sum + count, 0) / windows.length;
    const variance = windows.reduce((sum, count) => sum + (count - mean) ** 2, 0) / (windows.length - 1);
    // Ten a window. The standard error of the mean is √(10 / 800), that of the index of dispersion √(2 / 799).
    expect(Math.abs(mean - 10)).toBeLessThan(4 * Math.sqrt(10 / 800));
    expect(Math.abs(variance / mean - 1)).toBeLessThan(4 * Math.sqrt(2 / 799));
  });

  test("a trace of intervals is gone through in order, and again", () => {
    const interval = { kind: "trace", values: [ms(1), ms(2), ms(4)] } as const;
    expect(arrivalsMs({ kind: "every", interval, count: 5 }, 5)).toEqual([1, 3, 7, 8, 10]);
  });

  test("groups that arrive at one instant arrive in the order of the workload", () => {
    const input = scenario([group("a", [compute(1)], at(2)), group("b", [compute(1)], at(2))]);
    expect(endsMs(input)).toEqual([3, 4]);
  });
});

describe("after", () => {
  const startsAfter = (...refs: ThreadRef[]) => ({ after: refs });
  const all = (name: string): ThreadRef => ({ group: name, index: null });
  const nth = (name: string, index: number): ThreadRef => ({ group: name, index });
  const four = machine({ cores: 4 });
  const times: Arrivals = { kind: "list", times: [ZERO_NS, ms(10)] };

  test("a group starts when all of another have ended, one of a group when that one has", () => {
    const input = scenario(
      [
        group("first", [compute(5)], { count: 2, arrive: times }),
        group("after all", [compute(1)], startsAfter(all("first"))),
        group("after one", [compute(1)], startsAfter(nth("first", 0))),
      ],
      { machine: four },
    );
    const { threads } = measure(input);
    expect(threads?.map(({ name, arrivalNs, endNs }) => [name, arrivalNs, endNs])).toEqual([
      ["first[0]", 0, ms(5)],
      ["after all", ms(15), ms(16)],
      ["after one", ms(5), ms(6)],
      ["first[1]", ms(10), ms(15)],
    ]);
  });

  test("of several it waits for the last", () => {
    const input = scenario(
      [
        group("a", [compute(5)]),
        group("b", [compute(9)]),
        group("c", [compute(1)], startsAfter(all("a"), nth("b", 0), all("a"))),
      ],
      { machine: four },
    );
    expect(endsMs(input)).toEqual([5, 9, 10]);
  });

  test("chains, and groups of many", () => {
    const input = scenario(
      [
        group("a", [compute(2)], { count: 3 }),
        group("b", [compute(2)], { count: 3, ...startsAfter(all("a")) }),
        group("c", [compute(2)], { count: 3, ...startsAfter(all("b")) }),
      ],
      { machine: four },
    );
    expect(endsMs(input)).toEqual([2, 2, 2, 4, 4, 4, 6, 6, 6]);
  });

  test("who arrives later than that does not wait", () => {
    const input = scenario([
      group("a", [compute(2)]),
      group("b", [compute(1)], { ...at(5), ...startsAfter(all("a")) }),
    ]);
    expect(endsMs(input)).toEqual([2, 6]);
  });

  test("a pool has ended when its workers have", () => {
    const input = scenario([pool("p", 2, 4, [io(5)]), group("b", [compute(1)], startsAfter(all("p")))]);
    expect(endsMs(input)).toEqual([10, 10, 11]);
  });

  test("what waits for what never ends, never starts: a deadlock", () => {
    const input = scenario(
      [group("a", [lock("m"), lock("m")]), group("b", [compute(1)], startsAfter(all("a")))],
      {
        objects: [mutex("m")],
      },
    );
    const result = measure(input);
    expect(result.outcome).toBe("deadlock");
    expect(result.threads?.[1]).toMatchObject({ arrivalNs: null, endNs: null, state: "new" });
  });
});

describe("a pool", () => {
  const ends = (jobs: number, workers: number, job: readonly Step[], more: object = {}) =>
    measure(scenario([{ ...pool("p", workers, jobs, job), ...more }]));

  test("workers end on a stop marker each, behind the last job", () => {
    const result = ends(5, 3, [sleep(10)]);
    expect(result.jobs?.map(({ worker, endNs }) => [worker, endNs])).toEqual([
      ["p[0]", ms(10)],
      ["p[1]", ms(10)],
      ["p[2]", ms(10)],
      ["p[0]", ms(20)],
      ["p[1]", ms(20)],
    ]);
    expect(result.threads?.map(({ endNs }) => endNs)).toEqual([ms(20), ms(20), ms(10)]);
    // Five jobs and three stop markers were taken.
    expect(result.objects.p).toMatchObject({ kind: "queue", value: 0, acquisitions: 8 });
  });

  test("without jobs, or with fewer jobs than workers", () => {
    expect(ends(0, 3, [sleep(10)])).toMatchObject({
      outcome: "completed",
      endNs: 0,
      throughput: { completed: 0 },
    });
    expect(ends(1, 3, [sleep(10)])).toMatchObject({ outcome: "completed", endNs: ms(10) });
  });

  test("jobs that arrive are handed to the worker that has waited longest", () => {
    const arrive = { kind: "every", interval: ms(4), count: 3 } as const;
    const result = ends(3, 2, [sleep(10)], { arrive });
    expect(
      result.jobs?.map(({ worker, enqueuedNs, startNs, endNs }) => [worker, enqueuedNs, startNs, endNs]),
    ).toEqual([
      ["p[0]", ms(4), ms(4), ms(14)],
      ["p[1]", ms(8), ms(8), ms(18)],
      ["p[0]", ms(12), ms(14), ms(24)],
    ]);
    expect(result).toMatchObject({
      outcome: "completed",
      endNs: ms(24),
      throughput: { unit: "jobs", completed: 3 },
    });
  });

  test("open: jobs without end, up to the horizon", () => {
    const arrive = { kind: "every", interval: ms(10), count: null } as const;
    const input = scenario([{ ...pool("p", 1, 0, [sleep(4)]), jobs: null, arrive }], { until: ms(35) });
    expect(measure(input)).toMatchObject({ outcome: "horizon", throughput: { completed: 3 } });
  });

  test("a worker's wait for a job is a system call, where it blocks a kernel thread", () => {
    const arrive = { kind: "at", time: ms(10) } as const;
    const costs = { ...machine().costs, systemCall: ms(1) };
    const input = scenario([{ ...pool("p", 1, 1, [compute(1)]), arrive }], { machine: machine({ costs }) });
    // One call before the job. When it is done, the stop marker is there already.
    expect(measure(input)).toMatchObject({
      endNs: ms(11),
      ledgerNs: { overhead: ms(1), blocked: { queue: ms(9) } },
    });
  });

  test("a job's draws are its own, whoever works on it", () => {
    const job: Step[] = [
      { kind: "compute", for: { kind: "exponential", mean: ms(1) } },
      { kind: "sleep", for: { kind: "exponential", mean: ms(5) } },
    ];
    const work = (workers: number) => {
      const { jobs, ledgerNs } = measure(
        scenario([pool("p", workers, 50, job)], { machine: machine({ cores: 50 }) }),
      );
      return {
        lengths: jobs?.map(({ startNs, endNs }) => (endNs ?? 0) - (startNs ?? 0)),
        blocked: ledgerNs.blocked.sleep,
      };
    };
    expect(work(50).lengths).toEqual(work(1).lengths);
    expect(work(7)).toEqual(work(1));
  });
});
