import { readFileSync } from "node:fs";
import { decodeTraces } from "../index.ts";
import { MAGIC } from "../trace/file-format.ts";
import type { Trace } from "../trace/trace.ts";
import { CliError, fileProblem } from "./cli-error.ts";

/** The traces that `run -o` has saved in a file, at least one; null where it is no trace file but, maybe, a scenario. */
export function readTraces(path: string): readonly Trace[] | null {
  if (!path.endsWith(".tsim")) return null;
  const bytes = readBytes(path);
  if (!MAGIC.every((byte, i) => bytes[i] === byte)) return null;
  const decoded = decodeTraces(bytes);
  if (!decoded.ok) throw new CliError(`${path}: ${decoded.error}`);
  if (decoded.traces.length === 0) throw new CliError(`${path}: there is no run in it`);
  return decoded.traces;
}

function readBytes(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new CliError(`can't read ${path}: ${fileProblem(error)}`);
  }
}
