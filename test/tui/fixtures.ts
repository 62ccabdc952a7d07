import { Metrics } from "../../src/analysis/metrics.ts";
import type { RunResult } from "../../src/analysis/result.ts";
import { ms, type Ns, ns } from "../../src/base/time.ts";
import { EventCode } from "../../src/trace/events.ts";
import type { RunEnd, TraceMeta } from "../../src/trace/meta.ts";
import { Recorder } from "../../src/trace/recorder.ts";
import { Tee } from "../../src/trace/tee.ts";
import { type PreparedView, prepareView } from "../../src/tui/view.ts";
import { recordInto } from "../support/journal.ts";

/** One record of a hand-made run. */
type Happening = readonly [time: Ns, code: EventCode, subject: number, detail: number];

const NONE = -1;
const WORKERS = 4;
const JOBS = 12;
const COMPUTE = ms(10);
const IO = ms(90);
const JOB = ns(COMPUTE + IO);

/** A pool of four workers with twelve jobs on four cores. */
function poolMeta(model: string): TraceMeta {
  return {
    scenario: { name: "URL fetch pool", file: "io-bound.yaml", seed: 42 },
    model,
    label: model,
    cores: WORKERS,
    groups: [{ name: "fetchers", count: WORKERS, process: 0, pool: 0, bound: false }],
    processes: [
      { name: "main", model, label: model, imageBytes: 8 * 2 ** 20, perThread: false, sharesImage: false },
    ],
    objects: [{ name: "fetchers.jobs", kind: "queue", scope: "user" }],
    devices: [],
    pools: [{ name: "fetchers", workers: WORKERS, jobs: JOBS }],
    kernelStackBytes: 16_384,
    userStackBytes: 9_626,
  };
}

function births(kernelThreads: number): Happening[] {
  const zero = ns(0);
  const born: Happening[] = [[zero, EventCode.processNew, 0, NONE]];
  for (let job = 0; job < JOBS; job++) born.push([zero, EventCode.jobEnqueued, job, 0]);
  for (let id = 0; id < kernelThreads; id++) born.push([zero, EventCode.kernelNew, id, 0]);
  for (let id = 0; id < WORKERS; id++) {
    born.push([zero, EventCode.threadNew, id, 0], [zero, EventCode.threadArrive, id, NONE]);
  }
  return born;
}

/** One job of a worker on its kernel thread and core: compute, then wait for I/O. */
function oneJob(start: Ns, job: number, worker: number, kernelThread: number, core: number): Happening[] {
  const blocked = ns(start + COMPUTE);
  return [
    [start, EventCode.jobStart, job, worker],
    [start, EventCode.threadRunning, worker, kernelThread],
    [start, EventCode.coreBusy, core, kernelThread],
    [blocked, EventCode.blockedIo, worker, NONE],
    [blocked, EventCode.kernelBlocked, kernelThread, worker],
    [blocked, EventCode.coreIdle, core, NONE],
  ];
}

function inOrder(happenings: readonly Happening[]): Happening[] {
  return [...happenings].sort((a, b) => a[0] - b[0]);
}

/** Every worker has a kernel thread and a core of its own: three rounds of 100 ms. */
function oneToOneRun(): { meta: TraceMeta; happenings: Happening[]; end: RunEnd } {
  const happenings = births(WORKERS);
  for (let job = 0; job < JOBS; job++) {
    const worker = job % WORKERS;
    const start = ns(Math.floor(job / WORKERS) * JOB);
    const end = ns(start + JOB);
    happenings.push(...oneJob(start, job, worker, worker, worker), [end, EventCode.jobEnd, job, worker]);
    if (job >= JOBS - WORKERS) {
      happenings.push([end, EventCode.threadEnd, worker, NONE], [end, EventCode.kernelEnd, worker, NONE]);
    } else {
      happenings.push(
        [end, EventCode.threadReady, worker, worker],
        [end, EventCode.kernelReady, worker, NONE],
      );
    }
  }
  const endNs = ns((JOBS / WORKERS) * JOB);
  return {
    meta: poolMeta("one-to-one"),
    happenings: inOrder(happenings),
    end: { outcome: "completed", endNs, events: happenings.length },
  };
}

/** One kernel thread for all: twelve jobs one after the other, everyone else stalled meanwhile. */
function manyToOneRun(): { meta: TraceMeta; happenings: Happening[]; end: RunEnd } {
  const happenings = births(1);
  for (let job = 0; job < JOBS; job++) {
    const worker = job % WORKERS;
    const start = ns(job * JOB);
    const end = ns(start + JOB);
    happenings.push(...oneJob(start, job, worker, 0, 0), [
      ns(start + COMPUTE),
      EventCode.stallBegin,
      0,
      NONE,
    ]);
    happenings.push([end, EventCode.stallEnd, 0, NONE], [end, EventCode.jobEnd, job, worker]);
    happenings.push([end, job >= JOBS - WORKERS ? EventCode.threadEnd : EventCode.threadReady, worker, NONE]);
    if (job === JOBS - 1) happenings.push([end, EventCode.kernelEnd, 0, NONE]);
  }
  const endNs = ns(JOBS * JOB);
  return {
    meta: poolMeta("many-to-one"),
    happenings: inOrder(happenings),
    end: { outcome: "completed", endNs, events: happenings.length },
  };
}

/** Sentences of our own, so that drawings don't change with the words of the analysis. */
const WORDS: Pick<RunResult, "heldBack" | "findings"> = {
  heldBack: "1.08 s of 1.2 s: what held it back, in a sentence that may well be longer than a line is.",
  findings: [
    {
      kind: "lost-update",
      severity: "error",
      atNs: ms(1),
      threads: ["fetchers[1]"],
      objects: ["counter"],
      message: "Three updates of counter were lost, the first of them at 1 ms by fetchers[1].",
      advice: "Guard it with a mutex.",
    },
  ],
};

/** Both runs, recorded and counted as a real run is. */
export function poolView(): PreparedView {
  const runs = [manyToOneRun(), oneToOneRun()].map(({ meta, happenings, end }) => {
    const recorder = new Recorder(meta);
    const metrics = new Metrics(meta, { full: false });
    recordInto(new Tee(recorder, metrics), happenings);
    return { result: { ...metrics.result(end), ...WORDS }, trace: recorder.finish(end) };
  });
  const description = "12 URL fetches by a pool of 4 workers.\nWaiting for I/O dominates.";
  return prepareView({
    scenario: { name: "URL fetch pool", description, file: "io-bound.yaml", seed: 42 },
    runs,
  });
}
