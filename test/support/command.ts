import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { COMMAND, REPOSITORY } from "./repository.ts";

/** How the command ended and what it said. */
export interface CommandResult {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** What the command is started with. */
export interface CommandOptions {
  readonly input?: string | Uint8Array;
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Called once the process runs: to send signals, to close its pipes. */
  readonly onStart?: (child: ChildProcessWithoutNullStreams) => void;
}

/** The environment that tests start the command in: nothing of the developer's own terminal or CI. */
export function plainEnvironment(env: Readonly<Record<string, string>> = {}): Record<string, string> {
  const { PATH = "", HOME = "" } = process.env;
  return { PATH, HOME, LANG: "C.UTF-8", ...env };
}

/** Starts the built command without a terminal and waits for its end. */
export function runCommand(args: readonly string[], options: CommandOptions = {}): Promise<CommandResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [COMMAND, ...args], {
      cwd: options.cwd ?? REPOSITORY,
      env: plainEnvironment(options.env),
    });
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    child.stdout.on("data", (part: Buffer) => stdout.push(part));
    child.stderr.on("data", (part: Buffer) => stderr.push(part));
    child.on("error", reject);
    child.on("close", (code, signal) =>
      resolve({
        code,
        signal,
        stdout: Buffer.concat(stdout).toString(),
        stderr: Buffer.concat(stderr).toString(),
      }),
    );
    // The command may end without having read its input.
    child.stdin.on("error", () => {});
    child.stdin.end(options.input ?? "");
    options.onStart?.(child);
  });
}

/** To start with: sends signals as soon as the first line of progress stands on standard error. */
export function onceUnderWay(...signals: readonly NodeJS.Signals[]) {
  return (child: ChildProcessWithoutNullStreams): void => {
    child.stderr.once("data", () => {
      for (const signal of signals) child.kill(signal);
    });
  };
}

/** A folder of its own for a test, removed at its end. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "threadsim-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A file with that text in a folder of its own, removed at the test's end. */
export function temporaryFile(text: string | Uint8Array, name = "scenario.yaml"): string {
  const path = join(temporaryFolder(), name);
  writeFileSync(path, text);
  return path;
}
