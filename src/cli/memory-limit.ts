import { formatBytes } from "../report/format.ts";
import { CliError } from "./cli-error.ts";

/** Part of the machine's memory that a command takes at most, where nothing else is said. */
const DEFAULT_SHARE = 0.5;
/** Part of the JavaScript engine's own limit: at the limit itself it would abort the process. */
const HEAP_SHARE = 0.9;

/** Ends a command before the machine runs out of memory and swaps. What it needs of Node, short commands do without. */
export class MemoryLimit {
  readonly #remedy: string;
  #bytes: number | undefined;

  /** `bytes` undefined: half of the machine's memory, or of what its container may have. `remedy`: what takes less. */
  constructor(bytes: number | undefined, remedy: string) {
    this.#bytes = bytes;
    this.#remedy = remedy;
  }

  /** Throws a {@link CliError} where more is in use; `doing` says by what, as in `io.yaml: one-to-one, at 3 s`. */
  check(doing: string): void {
    this.#bytes ??= Math.floor(DEFAULT_SHARE * machineBytes());
    const used = process.memoryUsage.rss();
    if (used > this.#bytes)
      throw this.#tooMuch(
        doing,
        `more than ${formatBytes(this.#bytes)} of memory`,
        "--max-memory allows more",
      );
    const { getHeapStatistics } = process.getBuiltinModule("node:v8");
    const { used_heap_size: heap, heap_size_limit: limit } = getHeapStatistics();
    if (heap <= HEAP_SHARE * limit) return;
    throw this.#tooMuch(
      doing,
      `nearly all that Node allows it, ${formatBytes(limit)}`,
      "NODE_OPTIONS=--max-old-space-size=MIB allows more",
    );
  }

  #tooMuch(doing: string, what: string, more: string): CliError {
    return new CliError(`${doing}: this takes ${what}; ${this.#remedy}, ${more}`);
  }
}

function machineBytes(): number {
  const total = process.getBuiltinModule("node:os").totalmem();
  // 0 where nothing constrains it; a container without a limit says more than there is.
  const constrained = process.constrainedMemory();
  return constrained > 0 ? Math.min(total, constrained) : total;
}
