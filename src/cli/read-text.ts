import { type FileHandle, open } from "node:fs/promises";
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
    return decode(path === STDIN ? await readStdin() : await readFile(path), shown);
  } catch (error) {
    if (errorCode(error) === null) throw error;
    throw new CliError(`can't read ${shown}: ${fileProblem(error)}`);
  }
}

async function readFile(path: string): Promise<Buffer> {
  const file = await open(path, "r");
  try {
    if ((await file.stat()).isDirectory()) throw new CliError(`can't read ${path}: is a folder, not a file`);
    return await collect(pieces(file), path);
  } finally {
    await file.close();
  }
}

async function* pieces(file: FileHandle): AsyncGenerator<Uint8Array> {
  for (;;) {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(READ_BYTES), 0, READ_BYTES, null);
    if (bytesRead === 0) return;
    yield buffer.subarray(0, bytesRead);
  }
}

function readStdin(): Promise<Buffer> {
  return collect(process.stdin, "standard input");
}

/** Reads on only as far as a scenario may be long: devices and pipes have no size to ask for. */
async function collect(source: AsyncIterable<unknown>, shown: string): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  let total = 0;
  for await (const part of source) {
    if (!(part instanceof Uint8Array)) throw new CliError(`can't read ${shown}: it is no stream of bytes`);
    total += part.length;
    if (total > MAX_FILE_BYTES) {
      throw new CliError(
        `can't read ${shown}: larger than ${MAX_FILE_BYTES / 2 ** 20} MiB, the limit for a scenario`,
      );
    }
    parts.push(part);
  }
  return Buffer.concat(parts, total);
}

function decode(bytes: Buffer, shown: string): string {
  if (bytes.includes(0)) throw new CliError(`${shown}: is a binary file, not a scenario`);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new CliError(`${shown}: is not UTF-8 text`);
  }
}
