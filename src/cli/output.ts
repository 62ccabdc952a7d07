import { errorCode, fileProblem } from "./cli-error.ts";
import { EXIT } from "./exit-codes.ts";

/** Largest piece handed to the stream at once, in UTF-16 units, so that a huge document isn't copied whole. */
const PIECE_LENGTH = 1 << 20;

/**
 * Makes a failing stdout end the command: quietly where the reader has gone (`| head`), with a message
 * where the data can't be stored. A failing stderr is ignored: there is nobody to tell.
 */
export function guardStreams(): void {
  process.stderr.on("error", () => {});
  process.stdout.on("error", (error) => {
    if (errorCode(error) === "EPIPE") process.exit(process.exitCode ?? EXIT.ok);
    process.stderr.write(`error: can't write to standard output: ${fileProblem(error)}\n`);
    process.exit(EXIT.usage);
  });
}

/** Writes data to stdout, given whole or in parts, and waits until the stream has taken it. */
export async function print(data: string | Iterable<string>): Promise<void> {
  for (const text of typeof data === "string" ? [data] : data) await printText(text);
}

async function printText(text: string): Promise<void> {
  let start = 0;
  while (start < text.length) {
    let end = Math.min(text.length, start + PIECE_LENGTH);
    // A pair of surrogates is one character: it must not be torn between two pieces.
    if (end < text.length && isHighSurrogate(text.charCodeAt(end - 1))) end -= 1;
    await writePiece(text.slice(start, end));
    start = end;
  }
}

function writePiece(piece: string): Promise<void> {
  return new Promise((resolve) => {
    // An error reaches the listener of guardStreams, which ends the process: no need to reject here.
    process.stdout.write(piece, () => resolve());
  });
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}

/** Writes a remark to stderr: progress, timing, what was written where. */
export function note(text: string): void {
  process.stderr.write(`${text}\n`);
}

/** Writes an error to stderr in the command's form. */
export function printError(message: string): void {
  process.stderr.write(`error: ${message}\n`);
}
