import type { RunObserver } from "../index.ts";
import { fileHeader } from "../trace/file-format.ts";
import { encodeFileEnd } from "../trace/file-writer.ts";
import type { TraceMeta } from "../trace/meta.ts";
import { SpillingRecorder } from "../trace/spilling-recorder.ts";
import { FileReplacement } from "./file-replacement.ts";

/** The file of `-o`: the traces of all runs, written while they go on, so that their length costs no memory. */
export class TraceFile {
  readonly #file: FileReplacement;
  #runs = 0;

  constructor(path: string) {
    this.#file = new FileReplacement(path);
    this.#file.write(fileHeader());
  }

  /** Begins the trace of a further run. One at a time. */
  observe(meta: TraceMeta): RunObserver {
    this.#runs += 1;
    return new SpillingRecorder(meta, (bytes) => this.#file.write(bytes));
  }

  /** Whether there is still something to lose. */
  get isOpen(): boolean {
    return this.#file.isOpen;
  }

  /** Completes the file and puts it in its place; gives its size in bytes. */
  commit(): number {
    for (const bytes of encodeFileEnd(this.#runs)) this.#file.write(bytes);
    this.#file.commit();
    return this.#file.bytes;
  }

  /** Leaves nothing behind; does nothing after a commit. */
  abort(): void {
    this.#file.abort();
  }
}
