import { readFile } from "node:fs/promises";
import { decodeTraces } from "../index.ts";
import { MAGIC } from "../trace/file-format.ts";
import type { Trace } from "../trace/trace.ts";
import { CliError, fileProblem } from "./cli-error.ts";

/** The traces that `run -o` has saved in a file, at least one; null where it is no trace file but, maybe, a scenario. */
export async function readTraces(path: string): Promise<readonly Trace[] | null> {
  if (!path.endsWith(".tsim")) return null;
  const bytes = await readBytes(path);
  if (!MAGIC.every((byte, i) => bytes[i] === byte)) return null;
  const decoded = decodeTraces(bytes);
  if (!decoded.ok) throw new CliError(`${path}: ${decoded.error}`);
  if (decoded.traces.length === 0) throw new CliError(`${path}: there is no run in it`);
  return decoded.traces;
}

async function readBytes(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (error) {
    throw new CliError(`can't read ${path}: ${fileProblem(error)}`);
  }
}
