import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { describe, expect, test } from "vitest";
import { runCommand, temporaryFile, temporaryFolder } from "../support/command.ts";
import { COMMAND, REPOSITORY } from "../support/repository.ts";
import { SCENARIOS, shippedFiles } from "../support/shipped.ts";

const VALID = "name: one\nworkload:\n  - thread: a\n    program: [ { compute: 1ms } ]\n";
const STACK_TRACE = /\n\s+at .*\(?.*:\d+:\d+\)?/;

describe("usage", () => {
  test("--help names every command, on standard output", async () => {
    const { code, stdout, stderr } = await runCommand(["--help"]);
    expect(code).toBe(0);
    for (const command of ["run", "explain", "export", "validate", "list", "new", "schema"])
      expect(stdout).toContain(`  ${command}`);
    expect(stderr).toBe("");
  });

  test.each([[], ["run"], ["explain"], ["check"], ["explore"]])(
    "%j --help fits into 80 columns",
    async (...command) => {
      const { stdout } = await runCommand([...command, "--help"], { env: { COLUMNS: "80" } });
      expect(stdout.split("\n").filter((line) => line.length > 80)).toEqual([]);
    },
  );

  test("run --help names every option", async () => {
    const { code, stdout } = await runCommand(["run", "--help"]);
    expect(code).toBe(0);
    for (const option of ["--json", "--set", "--fail-on", "-o", "--play"]) expect(stdout).toContain(option);
  });

  test("--version is the package's", async () => {
    const manifest: unknown = JSON.parse(readFileSync(join(REPOSITORY, "package.json"), "utf8"));
    const { stdout } = await runCommand(["--version"]);
    expect(manifest).toMatchObject({ version: stdout.trim() });
  });

  test("comes with the licences of all the packages in it", () => {
    const text = readFileSync(join(REPOSITORY, "dist/THIRD-PARTY-LICENSES.txt"), "utf8");
    const [, ...sections] = text.split(/^-{80}\n/m);
    const names = sections.map((section) => section.slice(0, section.indexOf(" ")));
    for (const name of ["@alcalzone/ansi-tokenize", "commander", "ink", "react", "seedrandom", "yaml", "zod"])
      expect(names).toContain(name);
    for (const section of sections) {
      expect(section).toMatch(/^\S+ \d+\.\d+\.\d+ \((?:MIT|ISC)\)\n/);
      expect(section).toMatch(/copyright/i);
      expect(section).toContain("THE SOFTWARE IS PROVIDED");
    }
  });

  test.each([
    [[], "Usage: threadsim"],
    [["vlidate", "x"], "Did you mean validate?"],
    [["help", "vlidate"], "Did you mean validate?"],
    [["vlidate", "--help"], "Did you mean validate?"],
    [["run", "x.yaml", "--jsn"], "Did you mean --json?"],
    [["run"], "missing required argument"],
    [["run", "x.yaml", "--rows", "0"], "It has to be positive"],
    [["run", "x.yaml", "--width", "59"], "It has to be at least 60"],
    [["run", "x.yaml", "--max-events", "1.5"], "It has to be a whole number"],
    [["run", "x.yaml", "--play", "fast"], "It has to be a number"],
    [["run", "x.yaml", "--tracks", "rows"], "Allowed choices are threads, kernel, cores, all"],
    [["run", "x.yaml", "--color", "blue"], "Allowed choices are auto, always, never"],
    [["run", "x.yaml", "--fail-on", "deadlok"], "unknown kind deadlok"],
    [["run", "x.yaml", "-o", "-"], "-o needs a file"],
    [["run", "-", "-"], "can be read only once"],
    [["run", "x.yaml", "--play", "1", "--json"], "cannot be used with option"],
    [["run", "scenarios/io-bound.yaml", "--until", "5parsecs"], "--until:1:1: error: unknown unit `parsecs`"],
    [["list", "extra"], "too many arguments"],
  ])("%j exits 2 and says why", async (args, message) => {
    const { code, stdout, stderr } = await runCommand(args);
    expect(stderr).toContain(message);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).not.toMatch(STACK_TRACE);
  });
});

describe("validate", () => {
  test("a valid scenario gets a line on standard output", async () => {
    const path = temporaryFile(VALID);
    const { code, stdout, stderr } = await runCommand(["validate", path]);
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: `${path}: ok: one, 4 models\n`, stderr: "" });
  });

  test("every shipped scenario is valid", async () => {
    const files = shippedFiles().map((name) => join("scenarios", name));
    expect(files.length).toBeGreaterThanOrEqual(10);
    expect(await runCommand(["validate", "-q", ...files])).toMatchObject({ code: 0, stdout: "", stderr: "" });
  });

  test("- is standard input", async () => {
    expect(await runCommand(["validate", "-"], { input: VALID })).toMatchObject({ code: 0, stderr: "" });
  });

  test("all that is wrong in all files comes at once, with its place", async () => {
    const bad = temporaryFile(
      "name: bad\nmachine: { coers: 2 }\nworkload:\n  - thread: a\n    program: [ { compte: 1ms } ]\n",
    );
    const { code, stdout, stderr } = await runCommand(["validate", bad, "missing.yaml"]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(/:2:12: error: .*coers.*cores/);
    expect(stderr).toMatch(/:5:\d+: error: .*compte.*compute/);
    expect(stderr).toContain("can't read missing.yaml: no such file or folder");
    expect(stderr).not.toMatch(STACK_TRACE);
  });

  test.each([
    ["a folder", () => temporaryFolder(), "is a folder, not a file"],
    ["a binary file", () => temporaryFile(new Uint8Array([1, 0, 2])), "is a binary file"],
    ["an empty file", () => temporaryFile(""), "error"],
    ["a missing file", () => "nowhere.yaml", "no such file or folder"],
  ])("%s is refused", async (_what, path, message) => {
    const { code, stdout, stderr } = await runCommand(["validate", path()]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(message);
    expect(stderr).not.toMatch(STACK_TRACE);
  });

  test("binary standard input is refused", async () => {
    const { code, stderr } = await runCommand(["validate", "-"], { input: new Uint8Array([0, 1, 2]) });
    expect(code).toBe(2);
    expect(stderr).toBe("error: standard input: is a binary file, not a scenario\n");
  });
});

describe("list, new, schema", () => {
  test("list gives paths that run takes, from any folder", async () => {
    const cwd = temporaryFolder();
    const { code, stdout } = await runCommand(["list"], { cwd });
    expect(code).toBe(0);
    const paths = stdout
      .trimEnd()
      .split("\n")
      .map((line) => line.split("  ")[0] ?? "");
    expect(paths.map((path) => relative(SCENARIOS, path)).toSorted()).toEqual(shippedFiles());
    const unsafe = paths.findIndex((path) => path.endsWith("abba-deadlock.yaml"));
    expect(unsafe).toBe(shippedFiles("lessons").length);
    expect(paths[unsafe + 1]).toMatch(/abba-deadlock-safe\.yaml$/);
    expect(await runCommand(["validate", ...paths], { cwd })).toMatchObject({ code: 0 });
  });

  test("new gives a valid scenario", async () => {
    const { stdout } = await runCommand(["new"]);
    expect(await runCommand(["validate", "-"], { input: stdout })).toMatchObject({ code: 0, stderr: "" });
  });

  test("new writes a file, but never over another", async () => {
    const cwd = temporaryFolder();
    expect(await runCommand(["new", "a.yaml"], { cwd })).toMatchObject({ code: 0, stdout: "" });
    expect(readFileSync(join(cwd, "a.yaml"), "utf8")).toBe((await runCommand(["new"])).stdout);
    expect(await runCommand(["new", "a.yaml"], { cwd })).toMatchObject({
      code: 2,
      stderr: "error: can't create a.yaml: exists already\n",
    });
    expect(await runCommand(["new", "none/a.yaml"], { cwd })).toMatchObject({ code: 2 });
    expect(readdirSync(cwd)).toEqual(["a.yaml"]);
  });

  test("new leaves nothing behind where there is no room for the file", async () => {
    const cwd = temporaryFolder();
    // No file may grow past 0 bytes, as on a full disk.
    const command = `ulimit -f 0; exec "$0" "$1" new a.yaml`;
    const result = spawnSync("sh", ["-c", command, process.execPath, COMMAND], { cwd, encoding: "utf8" });
    expect(result).toMatchObject({ status: 2, stderr: "error: can't create a.yaml: file too large\n" });
    expect(readdirSync(cwd)).toEqual([]);
  });

  test("schema is JSON Schema", async () => {
    const { code, stdout } = await runCommand(["schema"]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toHaveProperty("$schema");
  });
});
