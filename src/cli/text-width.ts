import { stdoutStream } from "./output.ts";

/** Narrowest and widest text or picture, in columns. */
export const MIN_WIDTH = 60;
export const MAX_WIDTH = 250;
/** Columns of what is printed where no terminal says how wide it is. */
export const PLAIN_WIDTH = 100;

/** Columns of a text: as many as are asked for (`--width`), else as the terminal has, within what can be read. */
export function textWidth(asked: number | undefined): number {
  const stdout = stdoutStream();
  const columns = asked ?? (stdout.isTTY ? stdout.columns : PLAIN_WIDTH);
  return Math.min(MAX_WIDTH, Math.max(MIN_WIDTH, columns));
}
