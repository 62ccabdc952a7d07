import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { EXPORT_FORMATS } from "../../src/index.ts";
import { eventsOf, namesOf } from "../support/chrome-trace.ts";
import { runCommand, temporaryFile, temporaryFolder } from "../support/command.ts";

const IO_BOUND = "scenarios/io-bound.yaml";
const TO_CHROME = ["--to", "chrome"];
/** Never ends, and is far too long to be kept. */
const ENDLESS =
  "name: endless\nworkload:\n  - thread: t\n    count: 9\n    program: [ { forever: [ { compute: 1us }, { sleep: 1us } ] } ]\n";

describe("export --to chrome", () => {
  test("prints the runs of a scenario, one after another", async () => {
    const { code, stdout, stderr } = await runCommand(["export", IO_BOUND, ...TO_CHROME]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const events = eventsOf(stdout);
    const { processes, tracks } = namesOf(events);
    for (const model of ["many-to-one", "one-to-one", "processes"])
      expect([...processes.values()].join("\n")).toMatch(new RegExp(`^${model}.*: user threads$`, "m"));
    expect([...tracks.values()]).toEqual(expect.arrayContaining(["core 0", "kernel thread 0", "findings"]));
  });

  test("a saved trace gives the same, and -o the same in a file", async () => {
    const folder = temporaryFolder();
    const [trace, saved] = [join(folder, "a.tsim"), join(folder, "a.json")];
    await runCommand(["run", IO_BOUND, "-q", "-o", trace]);
    const [{ stdout }, replayed, written] = await Promise.all([
      runCommand(["export", IO_BOUND, ...TO_CHROME]),
      runCommand(["export", trace, ...TO_CHROME]),
      runCommand(["export", IO_BOUND, ...TO_CHROME, "-o", saved]),
    ]);
    expect(replayed).toMatchObject({ code: 0, stderr: "", stdout });
    expect(written).toMatchObject({ code: 0, stdout: "" });
    expect(written.stderr).toBe(`wrote ${saved} (${Buffer.byteLength(stdout)} bytes)\n`);
    expect(readFileSync(saved, "utf8")).toBe(stdout);
  });

  test("takes what the options override, and standard input", async () => {
    const input = "name: from a pipe\nworkload:\n  - thread: a\n    program: [ { compute: 1ms } ]\n";
    const args = ["export", "-", ...TO_CHROME, "--model", "one-to-one", "--set", "workload.a.count=3"];
    const { code, stdout } = await runCommand(args, { input });
    expect(code).toBe(0);
    expect([...namesOf(eventsOf(stdout)).tracks.values()]).toEqual(
      expect.arrayContaining(["a[0]", "a[1]", "a[2]"]),
    );
  });

  test("Ctrl-C ends it with what there is by then, whole", async () => {
    const { code, stdout } = await runCommand(["export", "-", ...TO_CHROME], {
      input: ENDLESS,
      onStart: (child) => child.stdout.once("data", () => child.kill("SIGINT")),
    });
    expect(code).toBe(130);
    expect(eventsOf(stdout).length).toBeGreaterThan(100);
  });

  test("Ctrl-C ends it in the middle of a saved trace, too", async () => {
    const trace = join(temporaryFolder(), "long.tsim");
    const long = ["run", "-", "-q", "--model", "one-to-one", "--max-events", "100000", "-o", trace];
    await runCommand(long, { input: ENDLESS });
    const { code, stdout } = await runCommand(["export", trace, ...TO_CHROME], {
      onStart: (child) => child.stdout.once("data", () => child.kill("SIGINT")),
    });
    expect(code).toBe(130);
    expect(() => eventsOf(stdout)).toThrow(SyntaxError);
  });

  test("a reader that leaves ends it without a word", async () => {
    const { code, stderr } = await runCommand(["export", "-", ...TO_CHROME], {
      input: ENDLESS,
      onStart: (child) => child.stdout.once("data", () => child.stdout.destroy()),
    });
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  });
});

test("the help names every format", async () => {
  const { stdout } = await runCommand(["export", "--help"]);
  for (const name of Object.keys(EXPORT_FORMATS)) expect(stdout).toMatch(new RegExp(`--to .*\\b${name}\\b`));
});

describe("what can't be exported", () => {
  test.each([
    [["x.yaml"], "required option '--to <FORMAT>' not specified"],
    [["x.yaml", "--to", "chrom"], "--to: unknown format chrom: did you mean `chrome`?"],
    [["x.yaml", "--to", "pdf"], "--to: unknown format pdf: there are chrome, csv"],
    [["x.yaml", "--to", "constructor"], "--to: unknown format constructor: there are chrome, csv"],
    [["nowhere.yaml", ...TO_CHROME], "can't read nowhere.yaml: no such file or folder"],
    [["nowhere.tsim", ...TO_CHROME], "can't read nowhere.tsim: no such file or folder"],
    [[IO_BOUND, ...TO_CHROME, "-o", IO_BOUND], "would overwrite"],
    [[IO_BOUND, ...TO_CHROME, "-o", "-"], "-o needs a file"],
    [[IO_BOUND, ...TO_CHROME, "--model", "many-to-on"], "many-to-one"],
  ])("%j exits 2 and says why", async (args, message) => {
    const { code, stdout, stderr } = await runCommand(["export", ...args]);
    expect(stderr).toContain(message);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  });

  test("a damaged trace leaves no file behind, and a trace can't be changed", async () => {
    const folder = temporaryFolder();
    const trace = join(folder, "a.tsim");
    await runCommand(["run", IO_BOUND, "-q", "-o", trace, "--model", "one-to-one"]);
    const changed = await runCommand(["export", trace, ...TO_CHROME, "--seed", "1"]);
    expect(changed).toMatchObject({ code: 2, stdout: "" });
    expect(changed.stderr).toContain(`--seed: ${trace} is a trace, which can't be changed`);
    const damaged = temporaryFile(readFileSync(trace).subarray(0, 200), "b.tsim");
    const output = join(folder, "b.json");
    expect(await runCommand(["export", damaged, ...TO_CHROME, "-o", output])).toMatchObject({ code: 2 });
    expect(existsSync(output)).toBe(false);
    expect(readdirSync(folder)).toEqual(["a.tsim"]);
  });
});
