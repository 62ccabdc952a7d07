import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ms, ns } from "../../src/base/time.ts";
import { compute, endsMs, group, io, machine, scenario, simulate } from "../threads/fixtures.ts";

const SEED = 20261122;
const sharing = (cores: number) => machine({ cores, scheduler: { policy: "processor-sharing" } });
const at = (time: number) => ({ arrive: { kind: "at", time: ms(time) } as const });

describe("processor sharing", () => {
  test("two of equal length end together, at twice their time", () => {
    const input = scenario([group("t", [compute(10)], { count: 2 })], { machine: sharing(1) });
    expect(endsMs(input)).toEqual([20, 20]);
    expect(endsMs({ ...input, machine: sharing(2) })).toEqual([10, 10]);
  });

  test("a latecomer slows down who is there", () => {
    const workload = [group("a", [compute(10)]), group("b", [compute(2)], at(4))];
    // From 4 to 8 both at half speed.
    expect(endsMs(scenario(workload, { machine: sharing(1) }))).toEqual([12, 8]);
  });

  test("who blocks leaves its share to the others", () => {
    const workload = [group("a", [compute(4), io(10), compute(1)]), group("b", [compute(10)])];
    // Both at half speed to 8; b alone to 14; a's rest from 18.
    expect(endsMs(scenario(workload, { machine: sharing(1) }))).toEqual([19, 14]);
  });

  test("cores are busy for exactly the work, and switches cost nothing", () => {
    const { records, end } = simulate(
      scenario([group("t", [compute(10)], { count: 5 })], { machine: sharing(2) }),
    );
    expect(end.endNs).toBe(ms(25));
    const busy = records.filter(({ name }) => name === "coreIdle" || name === "coreOverhead");
    expect(busy.filter(({ time }) => time > 0 && time < ms(25))).toEqual([]);
  });

  /** Fluid in small steps: all that are there lose what passes until the next arrival or completion. */
  function fluid(
    jobs: readonly { readonly arrival: number; readonly work: number }[],
    cores: number,
  ): number[] {
    const left = jobs.map(({ work }) => work);
    const ends = jobs.map(() => Number.NaN);
    let now = 0;
    for (;;) {
      const there = [...jobs.keys()].filter((i) => (jobs[i]?.arrival ?? 0) <= now && Number.isNaN(ends[i]));
      const speed = Math.min(1, cores / there.length);
      const arrivals = jobs.map(({ arrival }) => arrival).filter((time) => time > now);
      const completions = there.map((i) => now + (left[i] ?? 0) / speed);
      const next = Math.min(...arrivals, ...completions);
      if (next === Number.POSITIVE_INFINITY) return ends;
      for (const i of there) {
        left[i] = (left[i] ?? 0) - (next - now) * speed;
        if ((left[i] ?? 0) < 1e-6) ends[i] = next;
      }
      now = next;
    }
  }

  test("does what the fluid does, to the nanosecond of each completion", () => {
    const job = fc.record({
      arrival: fc.integer({ min: 0, max: 3000 }),
      work: fc.integer({ min: 1, max: 2000 }),
    });
    fc.assert(
      fc.property(
        fc.array(job, { minLength: 1, maxLength: 12 }),
        fc.integer({ min: 1, max: 4 }),
        (jobs, cores) => {
          const workload = jobs.map(({ arrival, work }, i) =>
            group(`t${i}`, [{ kind: "compute", for: ns(work) }], {
              arrive: { kind: "at", time: ns(arrival) },
            }),
          );
          const { threads, records } = simulate(scenario(workload, { machine: sharing(cores) }));
          const groups = records.filter(({ name }) => name === "threadNew").map(({ detail }) => detail);
          const expected = fluid(jobs, cores);
          for (const [thread, { end }] of threads.entries()) {
            const exact = expected[groups[thread] ?? 0] ?? Number.NaN;
            // Each completion before it may have been rounded up to the next nanosecond.
            expect(end - exact).toBeGreaterThan(-0.01);
            expect(end - exact).toBeLessThan(jobs.length);
          }
        },
      ),
      { seed: SEED, numRuns: 300 },
    );
  });
});
