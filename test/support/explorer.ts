import { join } from "node:path";
import { expect, onTestFinished } from "vitest";
import { REPOSITORY } from "./repository.ts";
import { Session, type SessionOptions } from "./terminal.ts";

export const ESCAPE = "\u001b";
export const CTRL_C = "\u0003";
export const CTRL_Z = "\u001a";
export const ENTER_SCREEN = `${ESCAPE}[?1049h`;
export const LEAVE_SCREEN = `${ESCAPE}[?1049l`;
const SIZE = { columns: 100, rows: 32 };
/** Costs would be the one thing in drawings that may change. */
export const BLOCKING: readonly string[] = ["scenarios/blocking-lock.yaml", "--set", "machine.costs=ideal"];

/** Opens the explorer in a terminal of its own, until the test ends. */
export function openExplorer(args: readonly string[], options: SessionOptions = SIZE): Session {
  const session = new Session(["explore", ...args], options);
  onTestFinished(() => session.dispose());
  return session;
}

/** Presses keys one after another and waits until the screen has changed and shows something. */
export async function press(session: Session, keys: string, shows: string | RegExp): Promise<void> {
  const before = session.raw.length;
  session.type(keys);
  // What is waited for may stand there already.
  await session.wroteMore(before);
  await session.shows(shows);
  await session.settled();
}

/** Another size, and the first frame that the explorer draws in it; it may go on, as in play. */
export async function redrawnIn(session: Session, columns: number, rows: number): Promise<void> {
  const before = session.raw.length;
  session.resize(columns, rows);
  await session.drewAll(before);
}

/** Out of whatever line, help or play it is in, with all input before taken and all runs done. */
export async function calmed(session: Session): Promise<void> {
  session.type(`${ESCAPE}${ESCAPE}:calm\r`);
  // A run that ends just then says so in the same place.
  await session.shows(/there is no command :calm|: done;/);
  await session.shows(/^(?!.* running\b)/);
  await session.settled();
}

/** Compares the screen with the drawing kept under that name. */
export async function expectScreen(session: Session, name: string): Promise<void> {
  const drawing = session
    .screen()
    .split("\n")
    .map((line) => line.trimEnd())
    .join("\n");
  const file = join(REPOSITORY, "test", "golden", "explore", `${name}.txt`);
  await expect(`${drawing}\n`).toMatchFileSnapshot(file);
}

/** Everything the explorer turned on is off again, in this order. */
export function expectRestored(session: Session): void {
  const { raw } = session;
  for (const mode of ["1049", "1002;1006", "2004"]) {
    expect(raw.lastIndexOf(`${ESCAPE}[?${mode}l`)).toBeGreaterThan(raw.lastIndexOf(`${ESCAPE}[?${mode}h`));
  }
  for (const mode of ["25", "7"]) {
    expect(raw.lastIndexOf(`${ESCAPE}[?${mode}h`)).toBeGreaterThan(raw.lastIndexOf(`${ESCAPE}[?${mode}l`));
  }
  expect(raw).not.toContain(`${ESCAPE}[3J`);
}
