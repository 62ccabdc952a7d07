import fc from "fast-check";
import { expect, test } from "vitest";
import type { Ledger } from "../../src/analysis/result.ts";
import {
  CARRIED,
  FIRST_BLOCKED,
  NEW,
  OVERHEAD,
  READY,
  RUNNING,
  STALLED,
  TERMINATED,
} from "../../src/analysis/thread-ledger.ts";
import { EventCode as E } from "../../src/trace/events.ts";
import { THREAD_STATES } from "../../src/trace/states.ts";
import { group, measure, meta, process, type Row } from "./fixture.ts";
import { NaiveMetrics } from "./naive-metrics.ts";

const SEED = 20_261_122;
const CORES = 3;
const KERNEL_THREADS = 4;
const THREADS = 6;
const BLOCKED = [
  E.blockedIo,
  E.blockedSleep,
  E.blockedLock,
  E.blockedQueue,
  E.blockedSemaphore,
  E.blockedCondition,
  E.blockedBarrier,
  E.blockedJoin,
  E.blockedGil,
  E.blockedThrottled,
] as const;

const META = meta({
  cores: CORES,
  groups: [
    group("a", { count: null }),
    group("b", { count: null, process: 1 }),
    group("c", { count: null, bound: true }),
  ],
  processes: [process("p"), process("q")],
});

/** Turns numbers into a run in which every record is legal where it stands; ids of ended threads come again. */
function legalRows(numbers: readonly number[]): { rows: Row[]; endNs: number } {
  const rows: Row[] = [];
  let time = 0;
  const alive = new Map<number, "new" | "arrived">();
  const stalled = new Set<number>();
  for (let kernel = 0; kernel < KERNEL_THREADS; kernel += 1) rows.push([0, E.kernelNew, kernel, kernel % 2]);
  for (const number of numbers) {
    time += number % 4;
    const choice = (number >> 2) % 8;
    const subject = (number >> 5) % THREADS;
    const kernel = (number >> 8) % KERNEL_THREADS;
    const state = alive.get(subject);
    if (choice === 0) rows.push([time, E.coreBusy, subject % CORES, kernel]);
    else if (choice === 1)
      rows.push([time, (number >> 10) % 2 === 0 ? E.coreIdle : E.coreOverhead, subject % CORES, kernel]);
    else if (choice === 2) {
      const which = subject % 2;
      rows.push([time, stalled.has(which) ? E.stallEnd : E.stallBegin, which]);
      if (!stalled.delete(which)) stalled.add(which);
    } else if (choice === 3 && kernel === 0) {
      rows.push([time, E.kernelEnd, kernel], [time, E.kernelNew, kernel, 0]);
    } else if (state === undefined) {
      alive.set(subject, "new");
      rows.push([time, E.threadNew, subject, kernel % 3]);
    } else if (state === "new") {
      alive.set(subject, "arrived");
      rows.push([time, E.threadArrive, subject]);
    } else if (choice === 4)
      rows.push([time, E.threadReady, subject, (number >> 10) % 2 === 0 ? -1 : kernel]);
    else if (choice === 5) rows.push([time, E.threadRunning, subject, kernel]);
    else if (choice === 6) rows.push([time, E.threadOverhead, subject, kernel]);
    else if (choice === 7 && (number >> 10) % 3 === 0) {
      alive.delete(subject);
      rows.push([time, E.threadEnd, subject]);
    } else rows.push([time, BLOCKED[(number >> 10) % BLOCKED.length] ?? E.blockedIo, subject]);
  }
  return { rows, endNs: time + 3 };
}

const runs = fc.array(fc.nat(2 ** 20), { minLength: 1, maxLength: 250, size: "max" }).map(legalRows);

const flat = ({ blocked, ...states }: Ledger): Record<string, number> =>
  Object.fromEntries(Object.entries({ ...states, ...blocked }).filter(([, time]) => time > 0));
const total = (ledger: Record<string, number>): number =>
  Object.values(ledger).reduce((sum, time) => sum + time, 0);

test("the indices of states are those of THREAD_STATES", () => {
  expect(THREAD_STATES[NEW]).toBe("new");
  expect(THREAD_STATES[READY]).toBe("ready");
  expect(THREAD_STATES[STALLED]).toBe("stalled");
  expect(THREAD_STATES[RUNNING]).toBe("running");
  expect(THREAD_STATES[OVERHEAD]).toBe("overhead");
  expect(THREAD_STATES[FIRST_BLOCKED]).toBe("io");
  expect(THREAD_STATES[TERMINATED]).toBe("terminated");
  expect(CARRIED).toBe(THREAD_STATES.length);
});

test("every thread's ledger sums to its turnaround, and is what the slow twin finds", () => {
  fc.assert(
    fc.property(runs, ({ rows, endNs }) => {
      const result = measure(META, rows, endNs, "horizon");
      const twin = new NaiveMetrics(META);
      for (const row of rows) twin.record(row);
      twin.close(endNs);
      for (const [id, thread] of twin.threads.entries()) {
        const found = result.threads?.[id];
        const ledger = found === undefined ? {} : flat(found.ledgerNs);
        expect(ledger).toEqual(twin.ledger(thread));
        expect([found?.arrivalNs, found?.firstRunNs, found?.endNs]).toEqual([
          thread.arrival,
          thread.firstRun,
          thread.end,
        ]);
        if (thread.arrival !== null) expect(total(ledger)).toBe((thread.end ?? endNs) - thread.arrival);
        expect(found?.waitingNs).toBe((ledger.ready ?? 0) + (ledger.stalled ?? 0));
      }
      expect(result.threads?.length ?? 0).toBe(twin.threads.length);
      const sum = twin.threads.reduce((all, thread) => all + total(twin.ledger(thread)), 0);
      expect(total(flat(result.ledgerNs))).toBe(sum);
    }),
    { seed: SEED, numRuns: 300 },
  );
});

test("cores sum to the duration; switches, migrations and stalls are what the slow twin finds", () => {
  fc.assert(
    fc.property(runs, ({ rows, endNs }) => {
      const result = measure(META, rows, endNs, "horizon");
      const twin = new NaiveMetrics(META);
      for (const row of rows) twin.record(row);
      twin.close(endNs);
      const { busyNs, overheadNs, idleNs } = result.cores;
      expect(busyNs + overheadNs + idleNs).toBe(CORES * endNs);
      expect({ busy: busyNs, overhead: overheadNs }).toEqual(twin.coreSums());
      expect(result.series.busyNs.reduce((sum: number, busy) => sum + busy, 0)).toBe(busyNs);
      expect(result.switches).toEqual({
        kernel: twin.kernelSwitches,
        user: twin.userSwitches,
        migrations: twin.migrations,
      });
      expect(result.stalls.totalNs).toBe(twin.stalledNs(endNs));
      const ended = twin.threads.filter(({ end }) => end !== null);
      expect(result.threadCount).toMatchObject({ created: twin.threads.length, ended: ended.length });
      expect(result.throughput.completed).toBe(ended.length);
    }),
    { seed: SEED, numRuns: 200 },
  );
});
