import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { CliError, errorCode, fileProblem } from "./cli-error.ts";

/** The name that stands for standard input. */
export const STDIN = "-";
/** Largest scenario file read, in bytes; a larger one is no scenario, and would only fill the memory. */
export const MAX_FILE_BYTES = 8 * 2 ** 20;
const READ_BYTES = 1 << 16;

/** Reads a text file, or standard input for `-`. Throws a {@link CliError} where it can't, or where it is no text. */
export async function readText(path: string): Promise<string> {
  const shown = path === STDIN ? "standard input" : path;
  try {
    return decode(path === STDIN ? await readStdin() : readFile(path), shown);
  } catch (error) {
    if (errorCode(error) === null) throw error;
    throw new CliError(`can't read ${shown}: ${fileProblem(error)}`);
  }
}

/** Waits for what a pipe gives; a signal meanwhile ends the process, as nobody listens yet. */
function readFile(path: string): Buffer {
  const file = openSync(path, "r");
  try {
    if (fstatSync(file).isDirectory()) throw new CliError(`can't read ${path}: is a folder, not a file`);
    const text = new BoundedText(path);
    for (const piece of pieces(file)) text.add(piece);
    return text.bytes();
  } finally {
    closeSync(file);
  }
}

function* pieces(file: number): Generator<Uint8Array> {
  for (;;) {
    const buffer = Buffer.alloc(READ_BYTES);
    const length = readSync(file, buffer, 0, READ_BYTES, null);
    if (length === 0) return;
    yield buffer.subarray(0, length);
  }
}

async function readStdin(): Promise<Buffer> {
  const text = new BoundedText("standard input");
  for await (const piece of process.stdin) {
    if (!(piece instanceof Uint8Array))
      throw new CliError("can't read standard input: it is no stream of bytes");
    text.add(piece);
  }
  return text.bytes();
}

/** What has been read, only as far as a scenario may be long: devices and pipes have no size to ask for. */
class BoundedText {
  readonly #shown: string;
  readonly #pieces: Uint8Array[] = [];
  #length = 0;

  constructor(shown: string) {
    this.#shown = shown;
  }

  /** Throws a {@link CliError} where it is too much. */
  add(piece: Uint8Array): void {
    this.#length += piece.length;
    if (this.#length > MAX_FILE_BYTES) {
      const limit = `${MAX_FILE_BYTES / 2 ** 20} MiB, the limit for a scenario`;
      throw new CliError(`can't read ${this.#shown}: larger than ${limit}`);
    }
    this.#pieces.push(piece);
  }

  bytes(): Buffer {
    return Buffer.concat(this.#pieces, this.#length);
  }
}

function decode(bytes: Buffer, shown: string): string {
  if (bytes.includes(0)) throw new CliError(`${shown}: is a binary file, not a scenario`);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new CliError(`${shown}: is not UTF-8 text`);
  }
}
