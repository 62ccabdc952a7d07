import { Explainer } from "../../analysis/causes/explainer.ts";
import type { NamedPath, Wait } from "../../analysis/causes/explanation.ts";
import type { TraceIndex } from "../../trace/trace-index.ts";

/** Longer traces take longer to explain than a key may take to be answered. */
const MAX_RECORDS = 1_000_000;

/** Why one user thread took as long as it did. Times in ns. */
interface ThreadCauses {
  readonly thread: number;
  readonly runningNs: number;
  readonly waits: readonly Wait[];
}

/** Explanations of one run, made when first asked for; the last user thread's are kept. */
export class Causes {
  readonly #index: TraceIndex;
  #explainer: Explainer | null = null;
  #path: NamedPath | null = null;
  #thread: ThreadCauses | null = null;

  constructor(index: TraceIndex) {
    this.#index = index;
  }

  /** Whether the run is too long to be explained at once. */
  get isTooLong(): boolean {
    return this.#index.records.length > MAX_RECORDS;
  }

  /** The critical path of the run. */
  path(): NamedPath {
    this.#path ??= this.#explain().path(null);
    return this.#path;
  }

  ofThread(thread: number): ThreadCauses {
    if (this.#thread?.thread !== thread) {
      const explainer = this.#explain();
      this.#thread = { thread, runningNs: explainer.runningNs(thread), waits: explainer.waits(thread) };
    }
    return this.#thread;
  }

  #explain(): Explainer {
    this.#explainer ??= new Explainer(this.#index);
    return this.#explainer;
  }
}
