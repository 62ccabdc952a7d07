import {
  closeSync,
  fchmodSync,
  fsyncSync,
  openSync,
  realpathSync,
  renameSync,
  statSync,
  unlinkSync,
  writeSync,
} from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { CliError, errorCode, fileProblem } from "./cli-error.ts";

const PERMISSION_BITS = 0o777;

/**
 * A file being written as a whole or not at all: into a temporary file in the same folder, which takes
 * the file's place on {@link commit}. Until then, and after {@link abort}, what stood there before is
 * untouched. Devices and pipes are written to as they are. Every failure is a {@link CliError}.
 */
export class FileReplacement {
  readonly #shown: string;
  readonly #target: string;
  /** Null where the target itself is written to. */
  readonly #temporary: string | null;
  readonly #descriptor: number;
  #bytes = 0;
  #isOpen = true;
  readonly #onExit = () => this.abort();

  /** Starts; fails at once, before a long run, where the file can't be written. */
  constructor(path: string) {
    this.#shown = path;
    const { target, replace, mode } = this.#guarded(() => inspect(path));
    this.#target = target;
    this.#temporary = replace ? temporaryName(target) : null;
    this.#descriptor = this.#guarded(() => openSync(this.#temporary ?? target, replace ? "wx" : "w"));
    process.once("exit", this.#onExit);
    if (mode !== null) this.#orAbort(() => fchmodSync(this.#descriptor, mode));
  }

  /** Bytes written so far. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Whether it is neither in its place nor given up. */
  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Adds to the file. After a failure it is aborted. */
  write(bytes: Uint8Array): void {
    this.#orAbort(() => {
      let written = 0;
      while (written < bytes.length) written += writeSync(this.#descriptor, bytes, written);
    });
    this.#bytes += bytes.length;
  }

  /** Flushes the file to the disk and puts it in its place. */
  commit(): void {
    this.#orAbort(() => {
      if (this.#temporary !== null) fsyncSync(this.#descriptor);
      this.#close();
      if (this.#temporary !== null) renameSync(this.#temporary, this.#target);
    });
  }

  /** Leaves no trace of it. Does nothing after a commit. */
  abort(): void {
    if (!this.#isOpen) return;
    this.#close();
    this.#removeTemporary();
  }

  #close(): void {
    this.#isOpen = false;
    process.off("exit", this.#onExit);
    closeSync(this.#descriptor);
  }

  #removeTemporary(): void {
    if (this.#temporary === null) return;
    try {
      unlinkSync(this.#temporary);
    } catch (error) {
      // Gone already is what was wanted; any other failure would hide the one that led here.
      if (errorCode(error) === null) throw error;
    }
  }

  #orAbort(action: () => void): void {
    try {
      this.#guarded(action);
    } catch (error) {
      if (this.#isOpen) this.abort();
      else this.#removeTemporary();
      throw error;
    }
  }

  #guarded<T>(action: () => T): T {
    try {
      return action();
    } catch (error) {
      if (errorCode(error) === null) throw error;
      throw new CliError(`can't write ${this.#shown}: ${fileProblem(error)}`);
    }
  }
}

/** What a path leads to: where to write, whether to replace or to write into it, and its permissions. */
interface Target {
  readonly target: string;
  readonly replace: boolean;
  readonly mode: number | null;
}

function inspect(path: string): Target {
  try {
    // A symbolic link is followed, so that the file it names is replaced and not the link.
    const target = realpathSync(path);
    const info = statSync(target);
    if (info.isDirectory()) throw new CliError(`can't write ${path}: is a folder, not a file`);
    return { target, replace: info.isFile(), mode: info.isFile() ? info.mode & PERMISSION_BITS : null };
  } catch (error) {
    if (errorCode(error) !== "ENOENT") throw error;
    return { target: resolve(path), replace: true, mode: null };
  }
}

/** A name in the target's folder that nobody uses; should somebody all the same, opening it fails. */
function temporaryName(target: string): string {
  const unique = `${process.pid}-${Math.random().toString(36).slice(2)}`;
  return join(dirname(target), `.${basename(target)}.${unique}.tmp`);
}
