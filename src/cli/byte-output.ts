import { FileReplacement } from "./file-replacement.ts";
import { note, stdoutStream } from "./output.ts";

/** Where the bytes of a command go: a file of `-o`, or standard output. */
export interface ByteOutput {
  /** Adds bytes; they may be used again when it returns. */
  write(bytes: Uint8Array): void;
  /** Waits until what was written has been taken, so that no more than that is kept. */
  settled(): Promise<void>;
  /** All is written: what was in the file before is replaced. */
  commit(): void;
  /** Leaves no half of a file behind; does nothing after a commit. */
  abort(): void;
}

/** The output to a file, or to standard output where there is no path. */
export function openOutput(path: string | undefined): ByteOutput {
  return path === undefined ? new StandardOutput() : new FileOutput(path);
}

class FileOutput implements ByteOutput {
  readonly #path: string;
  readonly #file: FileReplacement;

  constructor(path: string) {
    this.#path = path;
    this.#file = new FileReplacement(path);
  }

  write(bytes: Uint8Array): void {
    this.#file.write(bytes);
  }
  async settled(): Promise<void> {}
  commit(): void {
    this.#file.commit();
    note(`wrote ${this.#path} (${this.#file.bytes} bytes)`);
  }
  abort(): void {
    this.#file.abort();
  }
}

/** By Node's stream: while a reader takes its time, signals are heard. A failure ends the process. */
class StandardOutput implements ByteOutput {
  #taken: Promise<void> = Promise.resolve();

  write(bytes: Uint8Array): void {
    const copy = bytes.slice();
    this.#taken = new Promise((resolve) => {
      stdoutStream().write(copy, () => resolve());
    });
  }
  settled(): Promise<void> {
    return this.#taken;
  }
  commit(): void {}
  abort(): void {}
}
