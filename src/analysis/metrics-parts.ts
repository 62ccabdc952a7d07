import type { TraceMeta } from "../trace/meta.ts";
import type { CoreLedger } from "./core-ledger.ts";
import type { DataRaces } from "./findings/data-races.ts";
import type { Hazards } from "./findings/hazards.ts";
import type { LockConvoys } from "./findings/lock-convoys.ts";
import type { LockOrder } from "./findings/lock-order.ts";
import type { Throttling } from "./findings/throttling.ts";
import type { Watcher } from "./findings/watcher.ts";
import type { Instances } from "./instances.ts";
import type { JobTable } from "./job-table.ts";
import type { KernelTable } from "./kernel-table.ts";
import type { MemoryMeter } from "./memory-meter.ts";
import type { ObjectStats } from "./object-stats.ts";
import type { RecordTime } from "./record-time.ts";
import type { SeriesRecorder } from "./series-recorder.ts";
import type { StallClock } from "./stall-clock.ts";
import type { ThreadLedger } from "./thread-ledger.ts";

/** The parts that together make the numbers of a run. */
export interface MetricsParts {
  readonly meta: TraceMeta;
  readonly now: RecordTime;
  readonly threads: ThreadLedger;
  readonly kernels: KernelTable;
  readonly stalls: StallClock;
  readonly cores: CoreLedger;
  readonly objects: ObjectStats;
  readonly jobs: JobTable;
  readonly hazards: Hazards;
  /** Null where there is nothing that they could find. */
  readonly races: DataRaces | null;
  readonly lockOrder: LockOrder | null;
  readonly watchers: readonly Watcher[];
  readonly convoys: LockConvoys;
  readonly throttling: Throttling;
  readonly instances: Instances;
  readonly memory: MemoryMeter;
  readonly series: SeriesRecorder;
  /** The time the run is given to settle. */
  readonly warmupNs: number;
}
