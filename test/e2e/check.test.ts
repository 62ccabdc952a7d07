import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

import { onceUnderWay, runCommand, temporaryFile, temporaryFolder } from "../support/command.ts";
import { openExplorer, press } from "../support/explorer.ts";

const UNSAFE = "scenarios/hazards/abba-deadlock.yaml";
/** More schedules than anybody waits for. */
const LONG = `models: [one-to-one]
objects: { n: variable }
workload:
  - { thread: t, count: 8, program: [{ repeat: 20, do: [load: n, add: 1, store: n] }] }
`;
const NO_LIMIT = ["--exhaustive", "--max-schedules", "1000000000"];
const SAFE = "scenarios/hazards/abba-deadlock-safe.yaml";

test("check exits with 1 and shows the schedule where there is a hazard, and with 0 where there is none", async () => {
  const unsafe = await runCommand(["check", UNSAFE]);
  expect(unsafe.code).toBe(1);
  expect(unsafe.stdout).toContain("3 schedules, complete");
  expect(unsafe.stdout).toContain("error: deadlock: ");
  expect(unsafe.stdout).toContain("no schedule needs fewer");
  const safe = await runCommand(["check", SAFE]);
  expect(safe.code).toBe(0);
  expect(safe.stdout).toContain("complete, no hazard");
});

test("a schedule that check has saved runs to the same end", async () => {
  const schedule = join(temporaryFolder(), "schedule.json");
  const { stderr } = await runCommand(["check", UNSAFE, "-o", schedule]);
  expect(stderr).toContain(`wrote ${schedule}: deadlock under one-to-one`);
  expect(readFileSync(schedule, "utf8")).toContain('"format": "threadsim schedule 1"');
  const args = ["run", UNSAFE, "--schedule", schedule];
  const replayed = await runCommand([...args, "--json"]);
  const document: unknown = JSON.parse(replayed.stdout);
  expect(document).toMatchObject({ runs: [{ outcome: "deadlock" }] });
  const failing = await runCommand([...args, "-q", "--fail-on", "deadlock"]);
  expect(failing.code).toBe(1);
  const other = await runCommand(["run", SAFE, "--schedule", schedule]);
  expect(other.code).toBe(2);
  expect(other.stderr).toContain("the schedule is one of another scenario");
  const lost = await runCommand([...args, "-q", "-o", schedule]);
  expect(lost.code).toBe(2);
  expect(lost.stderr).toContain(`would overwrite ${schedule}`);
});

test("a hazard that only the schedule as timed shows is one too, and its schedule runs to the same", async () => {
  const inversion = "scenarios/hazards/priority-inversion.yaml";
  const schedule = join(temporaryFolder(), "schedule.json");
  const { code, stdout, stderr } = await runCommand(["check", inversion, "-o", schedule]);
  expect(code).toBe(1);
  expect(stderr).toContain(`wrote ${schedule}: priority-inversion under one-to-one`);
  expect(stdout).toContain("complete, and the schedule as timed");
  expect(stdout).toContain("with 1 preemption, show it");
  expect(JSON.parse(readFileSync(schedule, "utf8"))).toMatchObject({ kind: "timed", untilNs: 2_000_001 });
  const replay = ["run", inversion, "--schedule", schedule, "--fail-on", "priority-inversion"];
  const replayed = await runCommand([...replay, "--json"]);
  expect(replayed.code).toBe(1);
  expect(JSON.parse(replayed.stdout)).toMatchObject({ runs: [{ outcome: "horizon", endNs: 2_000_001 }] });
});

test("a check that would take more memory than it may ends with what to do about it", async () => {
  const { code, stdout, stderr } = await runCommand([
    "check",
    temporaryFile(LONG),
    ...NO_LIMIT,
    "--max-memory",
    "1MiB",
  ]);
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toMatch(
    /^error: .*scenario\.yaml: one-to-one, .*: this takes more than 1 MiB of memory; --max-schedules .* --max-memory allows more\n$/,
  );
});

test("a schedule can be explained and explored", async () => {
  const schedule = join(temporaryFolder(), "schedule.json");
  await runCommand(["check", UNSAFE, "-o", schedule]);
  const { code, stdout } = await runCommand(["explain", UNSAFE, "--schedule", schedule]);
  expect(code).toBe(0);
  expect(stdout).toMatch(/waiting for lock (savings|checking): 100% while (there|back) ran holding it/);
  expect(stdout).not.toContain("What if");
  const session = openExplorer([UNSAFE, "--schedule", schedule]);
  await session.shows("found here: deadlock");
  await press(session, ":set seed=2\r", "a schedule can't be changed; open its scenario to try other values");
  session.type("q");
  expect(await session.ended()).toBe(0);
});

test("a schedule without its scenario is a wrong usage", async () => {
  const two = await runCommand(["run", UNSAFE, SAFE, "--schedule", "none.json"]);
  expect(two).toMatchObject({ code: 2, stdout: "" });
  expect(two.stderr).toContain("--schedule needs one scenario");
  const session = openExplorer(["--schedule", "none.json"]);
  expect(await session.ended()).toBe(2);
  expect(session.text()).toContain("--schedule needs the scenario that it is one of");
});

test("check --json gives outcomes, hazards and witnesses", async () => {
  const counter = temporaryFile(`models: [one-to-one]
objects: { n: variable }
workload:
  - { thread: t, count: 2, program: [load: n, add: 1, store: n] }
`);
  const { code, stdout } = await runCommand(["check", counter, "--exhaustive", "--json"]);
  expect(code).toBe(1);
  const document: unknown = JSON.parse(stdout);
  expect(document).toMatchObject({
    format: 1,
    runs: [
      {
        method: "exhaustive",
        schedules: 20,
        complete: true,
        outcomes: [
          { values: { n: 1 }, schedules: 18 },
          { values: { n: 2 }, schedules: 2 },
        ],
        hazards: [{ finding: { kind: "lost-update" }, witness: { preemptions: 1, isFewest: true } }],
      },
    ],
  });
});

test("no schedule is written over the scenario it is one of, nor to what is no file", async () => {
  const text = readFileSync(UNSAFE, "utf8");
  const scenario = temporaryFile(text);
  const { code, stdout, stderr } = await runCommand(["check", scenario, "-o", scenario]);
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toBe(`error: -o ${scenario} would overwrite ${scenario}, which it reads\n`);
  expect(readFileSync(scenario, "utf8")).toBe(text);
  for (const output of ["", "-"]) {
    const refused = await runCommand(["check", UNSAFE, "-o", output]);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toMatch(/^error: -o needs a file: /);
  }
});

test("two ways to choose schedules at once are a wrong usage", async () => {
  const { code, stderr } = await runCommand(["check", SAFE, "--exhaustive", "--pct", "3"]);
  expect(code).toBe(2);
  expect(stderr).toContain("cannot be used with option");
});

test("Ctrl-C ends a long check with what it has: exit 130", async () => {
  const args = ["check", temporaryFile(LONG), ...NO_LIMIT, "--json"];
  const { code, stdout } = await runCommand(args, { onStart: onceUnderWay("SIGINT") });
  expect(code).toBe(130);
  expect(JSON.parse(stdout)).toMatchObject({ runs: [{ method: "exhaustive", complete: false }] });
});
