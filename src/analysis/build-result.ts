import { NONE, type ThreadId } from "../base/ids.ts";
import { NS_PER_S, type Ns, ns } from "../base/time.ts";
import type { ObjectKind, RunEnd, TraceMeta } from "../trace/meta.ts";
import { BLOCKED_REASONS, type BlockedReason, THREAD_STATES } from "../trace/states.ts";
import { summedNs } from "./exact-sums.ts";
import { explain } from "./explain.ts";
import { allFindings, endlessWaits } from "./findings/all-findings.ts";
import type { MetricsParts } from "./metrics-parts.ts";
import { poolName, processName, threadName } from "./names.ts";
import type { Ledger, RunResult, ThreadResult } from "./result.ts";
import { NEVER, type ThreadRow } from "./thread-details.ts";
import {
  CARRIED,
  OVERHEAD,
  READY,
  RUNNING,
  STALLED,
  stateOfReason,
  type ThreadLedger,
} from "./thread-ledger.ts";

/** Puts together the numbers of a run that has ended; books what is still open to the end of the run. */
export function buildResult(parts: MetricsParts, end: RunEnd): RunResult {
  const { meta, now, threads, kernels, stalls, cores, objects, jobs, memory, series, warmupNs } = parts;
  const endless = endlessWaits(parts, end);
  now.ns = end.endNs;
  threads.close();
  stalls.close();
  cores.close();

  const { created, ended, endedWarm, peakLive } = threads.counts;
  const makespanNs = makespan(threads, end.endNs);
  const unit = meta.pools.length > 0 ? "jobs" : "threads";
  const completed = unit === "jobs" ? jobs.completedWarm : endedWarm;
  const settledNs = makespanNs - Math.max(0, warmupNs - Math.max(0, threads.firstArrival));
  const coreTimes = cores.totals(end.endNs);
  const coreNs = meta.cores * Math.max(0, end.endNs - warmupNs);
  const ledgerNs = ledgerOf(
    (state) => threads.totals.get(state) + (state === READY ? threads.totals.get(CARRIED) : 0),
  );
  const threadRows = threadResults(meta, threads);
  const periodic = parts.instances.results();
  const jobRows = jobs.results(
    (pool) => poolName(meta, pool),
    (group, index) => threadName(meta, group, index),
  );
  return {
    model: meta.model,
    label: meta.label,
    outcome: end.outcome,
    makespanNs,
    endNs: end.endNs,
    ...(warmupNs === 0 ? {} : { warmupNs: ns(warmupNs) }),
    throughput: { unit, completed, perSecond: settledNs > 0 ? completed / (settledNs / NS_PER_S) : 0 },
    turnaroundNs: threads.turnaround.summary(),
    responseNs: threads.response.summary(),
    waitingNs: threads.waiting.summary(),
    cores: {
      count: meta.cores,
      utilization: coreNs === 0 ? 0 : (coreTimes.busyNs - cores.busyDuringWarmupNs) / coreNs,
      ...coreTimes,
    },
    switches: { kernel: cores.switches, user: kernels.userSwitches, migrations: cores.migrations },
    kernelThreads: { created: kernels.created, peak: kernels.peak },
    memory: { peakBytes: memory.peakBytes },
    ledgerNs,
    threadCount: { created, ended, peakLive },
    stalls: stalls.summary(),
    heldBack: heldBack(
      parts,
      end,
      makespanNs,
      ledgerNs,
      end.outcome === "deadlock" ? (endless[0]?.threads ?? null) : null,
    ),
    series: series.series(end.endNs),
    ...(threadRows === null ? {} : { threads: threadRows }),
    ...(jobRows === null ? {} : { jobs: jobRows }),
    ...(periodic === undefined ? {} : { periodic }),
    objects: objects.results(),
    findings: allFindings(parts, end, endless),
    events: end.events,
  };
}

function makespan(threads: ThreadLedger, endNs: number): Ns {
  if (threads.firstArrival === NEVER) return ns(0);
  const { created, ended } = threads.counts;
  return ns((created === ended ? threads.lastEnd : endNs) - threads.firstArrival);
}

/** `timeOf`: time in a state, by index into THREAD_STATES. */
function ledgerOf(timeOf: (state: number) => number): Ledger {
  const blocked: Partial<Record<BlockedReason, Ns>> = {};
  for (const [reason, name] of BLOCKED_REASONS.entries()) {
    const time = timeOf(stateOfReason(reason));
    if (time > 0) blocked[name] = summedNs(time);
  }
  return {
    running: summedNs(timeOf(RUNNING)),
    ready: summedNs(timeOf(READY)),
    stalled: summedNs(timeOf(STALLED)),
    overhead: summedNs(timeOf(OVERHEAD)),
    blocked,
  };
}

function threadResults(meta: TraceMeta, threads: ThreadLedger): ThreadResult[] | null {
  const { details } = threads;
  if (details === null) return null;
  return Array.from({ length: details.rows }, (_, serial) => threadResult(meta, serial, details.row(serial)));
}

function threadResult(meta: TraceMeta, id: number, row: ThreadRow): ThreadResult {
  const { arrivalNs, firstRunNs, endNs } = row;
  const ledgerNs = ledgerOf(
    (state) => columnOf(row.ledger, state) + (state === READY ? columnOf(row.ledger, CARRIED) : 0),
  );
  return {
    id: id as ThreadId,
    name: threadName(meta, row.group, row.index),
    process: processName(meta, meta.groups[row.group]?.process ?? NONE),
    arrivalNs: whenever(arrivalNs),
    firstRunNs: whenever(firstRunNs),
    endNs: whenever(endNs),
    state: THREAD_STATES[row.state] ?? "new",
    ledgerNs,
    responseNs: firstRunNs === NEVER ? null : ns(firstRunNs - arrivalNs),
    turnaroundNs: endNs === NEVER ? null : ns(endNs - arrivalNs),
    waitingNs: ns(ledgerNs.ready + ledgerNs.stalled),
  };
}

const columnOf = (ledger: Float64Array, column: number): number => ledger[column] ?? 0;

const whenever = (time: number): Ns | null => (time === NEVER ? null : ns(time));

/** What kind of object a thread waits for, by the reason it is blocked for. */
const KINDS_OF_REASON: Readonly<Record<BlockedReason, readonly ObjectKind[]>> = {
  io: [],
  sleep: [],
  lock: ["mutex", "rwlock"],
  queue: ["queue"],
  semaphore: ["semaphore"],
  condition: ["condition"],
  barrier: ["barrier"],
  join: [],
  gil: [],
  throttled: [],
};

function heldBack(
  parts: MetricsParts,
  end: RunEnd,
  makespanNs: Ns,
  ledger: Ledger,
  deadlocked: readonly string[] | null,
): string {
  const { meta, threads, kernels, cores, stalls, objects } = parts;
  const deviceTimes = meta.devices.map((device, index) => ({ ...device, timeNs: threads.deviceNs(index) }));
  return explain({
    meta,
    outcome: end.outcome,
    endNs: end.endNs,
    makespanNs,
    ledger: { ...ledger, carried: threads.totals.get(CARRIED) },
    cores: cores.totals(end.endNs),
    threads: threads.counts.created,
    queuedProcess: meta.processes.reduce(
      (most, _, process) => (threads.queuedNs(process) > threads.queuedNs(most) ? process : most),
      0,
    ),
    stalls: stalls.processes(),
    kernelThreadsOf: (process) => kernels.mostOf(process),
    mostWaitedFor: (reason) => objects.mostWaitedFor(KINDS_OF_REASON[reason]),
    device: deviceTimes.reduce<(typeof deviceTimes)[number] | null>(
      (most, device) => (device.timeNs > (most?.timeNs ?? 0) ? device : most),
      null,
    ),
    deadlocked,
  });
}
