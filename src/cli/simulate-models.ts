import { formatDuration } from "../base/format-duration.ts";
import { RunTooLong } from "../engine/clock.ts";
import {
  DEFAULT_MAX_EVENTS,
  type LiveRun,
  type Run,
  type RunObserver,
  startRun,
  type TraceMeta,
} from "../index.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { CliError } from "./cli-error.ts";
import { nowMs } from "./clock.ts";
import { admitCrowd, drive } from "./drive.ts";
import type { Interrupt } from "./interrupt.ts";
import { MemoryLimit } from "./memory-limit.ts";
import { note } from "./output.ts";
import { Progress, type ProgressState, progressLine, progressStream } from "./progress.ts";

/** Memory for the traces of one scenario's runs, which only a picture needs; past it a run goes on without. */
const DRAWN_TRACES_BYTES = 512 * 2 ** 20;
const MS_PER_S = 1_000;
/** What takes less memory. */
const SHORTER_RUN = "--max-events or --until ends the run earlier, run --json without --full keeps least";

/** How the models of a scenario are run. */
export interface SimulatePlan {
  readonly full: boolean;
  readonly warmupNs: number;
  readonly maxEvents: number | undefined;
  /** Bytes; undefined: as much as {@link MemoryLimit} takes by itself. */
  readonly maxMemory?: number | undefined;
  /** Keep traces in memory, to draw them. */
  readonly draw: boolean;
  readonly observe: ((meta: TraceMeta) => RunObserver) | undefined;
  readonly quiet: boolean;
  readonly verbose: boolean;
  /** Hears where the runs stand, several times a second. */
  readonly progress?: (state: ProgressState) => void;
  /** Waits, several times a second, until what was observed has been taken. */
  readonly settled?: () => Promise<void>;
}

/** Runs a scenario under each of its models, with progress, until it is interrupted: then what there is counts. */
export async function simulateModels(
  scenario: Scenario,
  plan: SimulatePlan,
  interrupt: Interrupt,
): Promise<Run[]> {
  const { full, warmupNs, draw, observe, quiet, verbose } = plan;
  const maxEvents = plan.maxEvents ?? DEFAULT_MAX_EVENTS;
  const options = { trace: draw, full, warmupNs, maxEvents, ...(observe === undefined ? {} : { observe }) };
  const count = scenario.models.length;
  const memory = new MemoryLimit(plan.maxMemory, SHORTER_RUN);
  const line = new Progress(quiet ? () => null : progressStream);
  const runs: Run[] = [];
  for (const [i, model] of scenario.models.entries()) {
    if (interrupt.exitCode !== null) break;
    const startMs = nowMs();
    const live = startRun(scenario, model, options);
    const isDrawn = await driveShown(live, interrupt, {
      index: i + 1,
      count,
      untilNs: scenario.until,
      maxEvents,
      line,
      heard: plan.progress ?? (() => {}),
      settled: plan.settled ?? (() => Promise.resolve()),
      traceBytes: Math.floor(DRAWN_TRACES_BYTES / count),
      memory,
      // Where a trace is being written, it shall be complete as far as it goes.
      mayEndAtOnce: observe === undefined,
    });
    const run = live.finish();
    if (!isDrawn && !quiet) note(`${live.meta.label}: too long to draw; -o saves its trace to a file`);
    if (verbose) note(timing(run, nowMs() - startMs));
    runs.push(run);
  }
  return runs;
}

/** What one run is shown with while it goes on, and how much memory its trace may take. */
interface Show {
  readonly index: number;
  readonly count: number;
  readonly untilNs: number | null;
  readonly maxEvents: number;
  /** The line on standard error, and who else hears what it says. */
  readonly line: Progress;
  readonly heard: (state: ProgressState) => void;
  readonly settled: () => Promise<void>;
  readonly traceBytes: number;
  readonly memory: MemoryLimit;
  readonly mayEndAtOnce: boolean;
}

/** Drives one run to its end; gives whether its trace, where one was kept, is still there. */
async function driveShown(live: LiveRun, interrupt: Interrupt, show: Show): Promise<boolean> {
  const { line, heard, settled, traceBytes, memory, mayEndAtOnce, ...place } = show;
  const { label, scenario } = live.meta;
  let isDrawn = true;
  try {
    if (mayEndAtOnce) admitCrowd(live, interrupt);
    await drive(live, interrupt, (elapsedMs) => {
      memory.check(
        `${scenario.file}: ${label}, at ${formatDuration(live.nowNs)} after ${live.events} events`,
      );
      if (live.traceBytes > traceBytes) {
        live.dropTrace();
        isDrawn = false;
      }
      const state = { ...place, label, nowNs: live.nowNs, events: live.events, elapsedMs };
      line.update((columns) => progressLine(state, columns));
      heard(state);
      return settled();
    });
  } catch (error) {
    if (!(error instanceof RunTooLong)) throw error;
    throw new CliError(`${scenario.file}: ${label}: ${error.message}`);
  } finally {
    line.clear();
  }
  return isDrawn;
}

function timing({ result }: Run, tookMs: number): string {
  const { label, events, endNs } = result;
  const perSecond = Math.round((events * MS_PER_S) / Math.max(tookMs, 1));
  const trace = `${events} events to ${formatDuration(endNs)}`;
  return `${label}: ${trace} in ${tookMs.toFixed(1)} ms (${perSecond} events/s)`;
}
