import { writeSync } from "node:fs";
import { errorCode, fileProblem } from "./cli-error.ts";
import { EXIT } from "./exit-codes.ts";

const STDOUT = 1;
const STDERR = 2;
/** A text of this length, in UTF-16 units, is worth a system call of its own. */
const ENOUGH_LENGTH = 1 << 16;
/** Largest piece written at once, in UTF-16 units, so that a huge document isn't copied whole. */
const PIECE_LENGTH = 1 << 20;

/**
 * Node's stream for stdout, for terminals: it knows their size, and ends the command where it fails. What is only
 * printed does without: loading streams takes longer than a small run.
 */
export function stdoutStream(): typeof process.stdout {
  const { stdout } = process;
  if (!stdout.listeners("error").includes(endOutput)) stdout.on("error", endOutput);
  return stdout;
}

/**
 * Ends the command where stdout fails: quietly where the reader has gone (`| head`), with a message where the
 * data can't be stored.
 */
function endOutput(error: unknown): never {
  if (errorCode(error) === "EPIPE") process.exit(process.exitCode ?? EXIT.ok);
  tell(`error: can't write to standard output: ${fileProblem(error)}\n`);
  process.exit(EXIT.usage);
}

/** Writes data to stdout, given whole or in parts, and waits until it is taken. Short parts are written together. */
export async function print(data: string | Iterable<string>): Promise<void> {
  let text = "";
  for (const part of typeof data === "string" ? [data] : data) {
    text += part;
    if (text.length < ENOUGH_LENGTH) continue;
    await printText(text);
    text = "";
  }
  await printText(text);
}

async function printText(text: string): Promise<void> {
  let start = 0;
  while (start < text.length) {
    let end = Math.min(text.length, start + PIECE_LENGTH);
    // A pair of surrogates is one character: it must not be torn between two pieces.
    if (end < text.length && isHighSurrogate(text.charCodeAt(end - 1))) end -= 1;
    await writePiece(Buffer.from(text.slice(start, end)));
    start = end;
  }
}

async function writePiece(bytes: Buffer): Promise<void> {
  let rest: Uint8Array;
  try {
    rest = writeWhatFits(STDOUT, bytes);
  } catch (error) {
    endOutput(error);
  }
  if (rest.length === 0) return;
  return new Promise((resolve) => {
    stdoutStream().write(rest, () => resolve());
  });
}

/** Writes all there is, but where a pipe is full that doesn't let its writers wait; gives what is left. */
function writeWhatFits(file: number, bytes: Uint8Array): Uint8Array {
  let rest = bytes;
  try {
    while (rest.length > 0) rest = rest.subarray(writeSync(file, rest));
  } catch (error) {
    if (errorCode(error) !== "EAGAIN") throw error;
  }
  return rest;
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}

/** Writes a remark to stderr: progress, timing, what was written where. */
export function note(text: string): void {
  tell(`${text}\n`);
}

/** Writes an error to stderr in the command's form. */
export function printError(message: string): void {
  tell(`error: ${message}\n`);
}

/** Writes to stderr as it is. A failing stderr is ignored: there is nobody to tell. */
export function tell(text: string): void {
  try {
    const rest = writeWhatFits(STDERR, Buffer.from(text));
    if (rest.length > 0) process.stderr.on("error", () => {}).write(rest);
  } catch (error) {
    if (errorCode(error) === null) throw error;
  }
}
