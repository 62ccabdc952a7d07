import type { TraceSink } from "../../trace/events.ts";
import type { RunEnd, TraceMeta } from "../../trace/meta.ts";
import type { ObjectStats } from "../object-stats.ts";
import type { Finding } from "../result.ts";
import type { ThreadLedger } from "../thread-ledger.ts";

/** What a watcher may look at besides the records. When it is told of one, these don't know of it yet. */
export interface WatcherParts {
  readonly meta: TraceMeta;
  readonly threads: ThreadLedger;
  readonly objects: ObjectStats;
}

/** Looks at every record of a run for one kind of trouble. There is one only where a run can have that trouble. */
export interface Watcher extends TraceSink {
  /** To be asked once, after the last record. */
  findings(end: RunEnd): readonly Finding[];
}
