import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { decodeTraces } from "../../src/index.ts";
import { runCommand, temporaryFile, temporaryFolder } from "../support/command.ts";

const IO_BOUND = "scenarios/io-bound.yaml";
const DEADLOCK = "scenarios/dining.yaml";
const ESCAPE = "\u001b";

describe("run --json", () => {
  test("prints one document, the same every time", async () => {
    const first = await runCommand(["run", IO_BOUND, "--json"]);
    expect(first).toMatchObject({ code: 0, stderr: "" });
    const document: unknown = JSON.parse(first.stdout);
    expect(document).toMatchObject({ format: 1, scenario: { file: IO_BOUND } });
    expect((await runCommand(["run", IO_BOUND, "--json"])).stdout).toBe(first.stdout);
  });

  test("a trace kept beside it changes nothing", async () => {
    const output = join(temporaryFolder(), "trace.tsim");
    const [plain, traced] = await Promise.all([
      runCommand(["run", IO_BOUND, "--json"]),
      runCommand(["run", IO_BOUND, "--json", "-o", output]),
    ]);
    expect(traced.stdout).toBe(plain.stdout);
  });

  test("prints an array for several scenarios", async () => {
    const { stdout } = await runCommand(["run", IO_BOUND, DEADLOCK, "--json", "--model", "one-to-one"]);
    expect(JSON.parse(stdout)).toMatchObject([
      { scenario: { file: IO_BOUND }, runs: [{ model: "one-to-one" }] },
      { scenario: { file: DEADLOCK }, runs: [{ model: "one-to-one" }] },
    ]);
  });

  test("takes what the options override", async () => {
    const args = [
      "run",
      IO_BOUND,
      "--json",
      "--model",
      "one-to-one",
      "--seed",
      "other",
      "--set",
      "name=mine",
    ];
    const { stdout } = await runCommand(args);
    expect(JSON.parse(stdout)).toMatchObject({ scenario: { name: "mine", seed: "other" } });
  });

  test("ends at --until and at --max-events", async () => {
    const [until, limit] = await Promise.all([
      runCommand(["run", IO_BOUND, "--json", "--until", "50ms", "--model", "one-to-one"]),
      runCommand(["run", IO_BOUND, "--json", "--max-events", "10", "--model", "one-to-one"]),
    ]);
    expect(JSON.parse(until.stdout)).toMatchObject({ runs: [{ outcome: "horizon", endNs: 50_000_000 }] });
    expect(JSON.parse(limit.stdout)).toMatchObject({ runs: [{ outcome: "event-limit", events: 10 }] });
  });
});

describe("run without a terminal", () => {
  test("prints plain text: every model, no escape codes", async () => {
    const { code, stdout, stderr } = await runCommand(["run", IO_BOUND]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    for (const model of ["many-to-one", "one-to-one", "many-to-many", "processes"])
      expect(stdout).toContain(model);
    expect(stdout).not.toContain(ESCAPE);
    for (const line of stdout.split("\n")) expect(line.length).toBeLessThanOrEqual(100);
  });

  test("keeps to --width and --ascii", async () => {
    const { stdout } = await runCommand(["run", IO_BOUND, "--width", "60", "--ascii"]);
    expect(stdout).toMatch(/^[\n -~]*$/);
    for (const line of stdout.split("\n")) expect(line.length).toBeLessThanOrEqual(60);
  });

  test("-q prints nothing, -v how long it took", async () => {
    expect(await runCommand(["run", IO_BOUND, "-q"])).toMatchObject({ code: 0, stdout: "", stderr: "" });
    const { stderr } = await runCommand(["run", IO_BOUND, "-q", "-v"]);
    expect(stderr.match(/events to .* ms/g)).toHaveLength(4);
  });

  test("- is standard input", async () => {
    const input = "name: from a pipe\nworkload:\n  - thread: a\n    program: [ { compute: 1ms } ]\n";
    const { code, stdout } = await runCommand(["run", "-"], { input });
    expect(code).toBe(0);
    expect(stdout).toContain("from a pipe");
  });
});

describe("run --fail-on", () => {
  test("exits 1 where it was found, 0 where not; a deadlock alone is a result", async () => {
    const codes = await Promise.all(
      [
        [DEADLOCK],
        [DEADLOCK, "--fail-on", "deadlock"],
        [DEADLOCK, "--fail-on", "lost-update, deadlock"],
        [DEADLOCK, "--fail-on", "lost-update"],
        [IO_BOUND, "--fail-on", "deadlock"],
      ].map(async (args) => (await runCommand(["run", ...args, "-q"])).code),
    );
    expect(codes).toEqual([0, 1, 1, 0, 0]);
  });
});

describe("run -o", () => {
  test("saves a trace of every run, which can be opened again", async () => {
    const folder = temporaryFolder();
    const output = join(folder, "trace.tsim");
    const { code, stderr } = await runCommand(["run", IO_BOUND, DEADLOCK, "--json", "-o", output]);
    expect(code).toBe(0);
    expect(stderr).toMatch(/^wrote .*trace\.tsim \(\d+ bytes\)\n$/);
    expect(readdirSync(folder)).toEqual(["trace.tsim"]);
    const opened = decodeTraces(readFileSync(output));
    const models = opened.ok ? opened.traces.map(({ meta }) => meta.model) : [];
    expect(models.slice(0, 4)).toEqual(["many-to-one", "one-to-one", "many-to-many", "processes"]);
    expect(models.length).toBeGreaterThan(4);
  });

  test.each([
    ["a folder", (folder: string) => folder, "is a folder, not a file"],
    ["in a missing folder", (folder: string) => join(folder, "none", "t.tsim"), "no such file or folder"],
    [
      "below a file",
      (folder: string) => join(folder, "file", "t.tsim"),
      "a part of the path is not a folder",
    ],
    ["on a full disk", () => "/dev/full", "no space left on the disk"],
  ])("%s: an error, and no half file", async (_what, path, message) => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "file"), "mine");
    const { code, stdout, stderr } = await runCommand(["run", IO_BOUND, "-q", "-o", path(folder)]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toBe(`error: can't write ${path(folder)}: ${message}\n`);
    expect(readdirSync(folder)).toEqual(["file"]);
  });

  test("never over a scenario that it reads, whatever path leads there", async () => {
    const scenario = temporaryFile(readFileSync(DEADLOCK));
    const link = join(dirname(scenario), "link.tsim");
    symlinkSync(scenario, link);
    const { code, stdout, stderr } = await runCommand(["run", DEADLOCK, scenario, "-o", link]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toBe(`error: -o ${link} would overwrite ${scenario}, which it reads\n`);
    expect(readFileSync(scenario, "utf8")).toBe(readFileSync(DEADLOCK, "utf8"));
  });

  test.each(["", "-"])("needs a file, not `%s`", async (output) => {
    const { code, stderr } = await runCommand(["run", DEADLOCK, "-o", output]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^error: -o needs a file: /);
  });

  test("a bad scenario leaves the file alone", async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, "sub"));
    const output = join(folder, "sub", "trace.tsim");
    const { code, stdout } = await runCommand(["run", temporaryFile("name: [\n"), "-o", output]);
    expect({ code, stdout, made: existsSync(output) }).toEqual({ code: 2, stdout: "", made: false });
  });
});
