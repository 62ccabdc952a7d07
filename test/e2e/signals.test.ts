import { spawn } from "node:child_process";
import { openSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { decodeTraces } from "../../src/index.ts";
import {
  onceUnderWay,
  plainEnvironment,
  runCommand,
  temporaryFile,
  temporaryFolder,
} from "../support/command.ts";
import { COMMAND, REPOSITORY } from "../support/repository.ts";
import { Session } from "../support/terminal.ts";

/** Hours of work: nobody waits for its end. */
const LONG = `name: long
machine: { cores: 2 }
models: [one-to-one, many-to-one]
workload:
  - thread: spinner
    count: 50
    program: [ { forever: , do: [ { compute: { exponential: 1us } }, { sleep: { exponential: 1us } } ] } ]
until: 100000s
`;
const NO_LIMIT = ["--max-events", "1000000000000"];

const ESCAPE = "\u001b";

describe("a long run", () => {
  test.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const)("%s ends it with what it has: exit %i", async (signal, expected) => {
    const args = ["run", temporaryFile(LONG), "--json", ...NO_LIMIT];
    const { code, stdout } = await runCommand(args, { onStart: onceUnderWay(signal) });
    expect(code).toBe(expected);
    expect(JSON.parse(stdout)).toMatchObject({ runs: [{ model: "one-to-one", outcome: "interrupted" }] });
  });

  test("its trace is complete as far as it goes", async () => {
    const folder = temporaryFolder();
    const output = join(folder, "trace.tsim");
    const args = ["run", temporaryFile(LONG), "-o", output, ...NO_LIMIT];
    const { code } = await runCommand(args, { onStart: onceUnderWay("SIGINT") });
    expect(code).toBe(130);
    expect(readdirSync(folder)).toEqual(["trace.tsim"]);
    const opened = decodeTraces(readFileSync(output));
    expect(opened.ok && opened.traces.map(({ end }) => end.outcome)).toEqual(["interrupted"]);
  });

  test("a second signal ends it at once, and leaves nothing half written behind", async () => {
    const folder = temporaryFolder();
    const args = ["run", temporaryFile(LONG), "-o", join(folder, "trace.tsim"), ...NO_LIMIT];
    const { code } = await runCommand(args, { onStart: onceUnderWay("SIGINT", "SIGTERM") });
    expect([130, 143]).toContain(code);
    // The trace as far as it went, should the first signal have been enough; never the file it is written to.
    expect(readdirSync(folder).filter((name) => name !== "trace.tsim")).toEqual([]);
  });

  test("says each second how far it is where there is no terminal either", async () => {
    const { code, stdout, stderr } = await runCommand(["run", temporaryFile(LONG), "--json", ...NO_LIMIT], {
      onStart: (child) => {
        let lines = 0;
        child.stderr.on("data", () => {
          lines += 1;
          if (lines === 2) child.kill("SIGINT");
        });
      },
    });
    expect(code).toBe(130);
    expect(stderr).toMatch(/^(?:\[1\/2\] one-to-one {2}.* simulated {2}.* events\/s {2}\d+ % of .*\n){2,}$/);
    expect(JSON.parse(stdout)).toMatchObject({ runs: [{ outcome: "interrupted" }] });
  });

  test("shows progress in a terminal, and Ctrl-C gives the picture of what there is", async () => {
    const size = { columns: 100, rows: 30, fromShell: true };
    const session = new Session(["run", temporaryFile(LONG), ...NO_LIMIT], size);
    onTestFinished(() => session.dispose());
    await session.shows(/\[1\/2\] one-to-one {2}.* simulated {2}.* events\/s {2}\d+ % of/);
    session.type("\u0003");
    expect(await session.ended()).toBe(130);
    const text = session.text();
    expect(text).not.toMatch(/events\/s {2}/);
    expect(text).toContain("interrupted");
  });
});

describe("memory", () => {
  test("a run that would take more than it may ends with what to do about it, and leaves nothing behind", async () => {
    const folder = temporaryFolder();
    const output = join(folder, "trace.tsim");
    const args = ["run", temporaryFile(LONG), "-q", "-o", output, "--max-memory", "1MiB", ...NO_LIMIT];
    const { code, stdout, stderr } = await runCommand(args);
    expect({ code, stdout, left: readdirSync(folder) }).toEqual({ code: 2, stdout: "", left: [] });
    expect(stderr).toMatch(
      /^error: .*scenario\.yaml: one-to-one, at .* after \d+ events: this takes more than 1 MiB of memory; --max-events or --until .*--max-memory allows more\n$/,
    );
  });

  test("a size needs its unit", async () => {
    const { code, stderr } = await runCommand(["run", "scenarios/io-bound.yaml", "--max-memory", "512"]);
    expect(code).toBe(2);
    expect(stderr).toContain("a size needs a unit");
  });
});

test("Ctrl-C ends a command at once that is printing a long document", async () => {
  const crowd = "workload: [ { thread: sleeper, count: 20000, program: [ { sleep: 1s } ] } ]";
  const file = temporaryFile(`name: crowd\nmachine: { cores: 2 }\nmodels: [one-to-one]\n${crowd}\n`);
  // Far more than a pipe holds: the command waits for its reader, who sends the signal instead of reading on.
  const child = spawn(process.execPath, [COMMAND, "run", file, "--json", "--full"], { cwd: REPOSITORY });
  child.stdout.once("data", () => {
    child.stdout.pause();
    child.kill("SIGINT");
  });
  expect(await new Promise((resolve) => child.on("exit", (_code, signal) => resolve(signal)))).toBe("SIGINT");
});

describe("standard output", () => {
  test("a reader that leaves early ends it quietly", async () => {
    for (const args of [
      ["--help"],
      ["schema"],
      ["run", "scenarios/io-bound.yaml"],
      ["run", "scenarios/io-bound.yaml", "--json"],
    ]) {
      const result = await runCommand(args, { onStart: (child) => child.stdout.destroy() });
      expect(result).toMatchObject({ code: 0, stderr: "" });
    }
  });

  test("and does not change what --fail-on says", async () => {
    const result = await runCommand(["run", "scenarios/dining.yaml", "--json", "--fail-on", "deadlock"], {
      onStart: (child) => child.stdout.destroy(),
    });
    expect(result).toMatchObject({ code: 1, stderr: "" });
  });

  test("a full disk is an error", async () => {
    const full = openSync("/dev/full", "w");
    const child = spawn(process.execPath, [COMMAND, "schema"], {
      cwd: REPOSITORY,
      env: plainEnvironment(),
      stdio: ["ignore", full, "pipe"],
    });
    let stderr = "";
    child.stderr?.on("data", (part: Buffer) => {
      stderr += part.toString();
    });
    const code = await new Promise((resolve) => child.on("close", resolve));
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: "error: can't write to standard output: no space left on the disk\n",
    });
  });
});

describe("colour in a terminal", () => {
  const COLOUR = new RegExp(`${ESCAPE}\\[[\\d;]*3[0-9][\\d;]*m`);
  test.each([
    ["is used", [], {}, true],
    ["is not, with NO_COLOR", [], { NO_COLOR: "1" }, false],
    ["is, with --color always all the same", ["--color", "always"], { NO_COLOR: "1" }, true],
    ["is not, with --color never", ["--color", "never"], { FORCE_COLOR: "3" }, false],
    ["is used in CI too", [], { CI: "true", FORCE_COLOR: "2" }, true],
  ])("%s", async (_what, args, env, expected) => {
    const size = { columns: 100, rows: 30, fromShell: true };
    const session = new Session(["run", "scenarios/io-bound.yaml", ...args], { ...size, env });
    onTestFinished(() => session.dispose());
    expect(await session.ended()).toBe(0);
    expect(COLOUR.test(session.raw)).toBe(expected);
    expect(session.text()).toContain("one-to-one");
  });
});
