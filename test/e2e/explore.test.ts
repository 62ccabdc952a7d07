import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { runCommand, temporaryFile, temporaryFolder } from "../support/command.ts";
import {
  BLOCKING,
  CTRL_C,
  ENTER_SCREEN,
  ESCAPE,
  expectRestored,
  expectScreen,
  openExplorer as open,
  press,
} from "../support/explorer.ts";

describe("every way out restores the terminal", () => {
  test.each([
    ["q", 0],
    [CTRL_C, 130],
  ])("%j", async (key, code) => {
    const session = open(BLOCKING);
    await session.shows("quit");
    session.type(key);
    expect(await session.ended()).toBe(code);
    expectRestored(session);
  });

  test.each([
    ["SIGTERM", 143],
    ["SIGHUP", 129],
    ["SIGINT", 130],
  ] as const)("%s, also while playing", async (signal, code) => {
    const session = open(BLOCKING);
    await session.shows("quit");
    session.type(" ");
    session.kill(signal);
    expect(await session.ended()).toBe(code);
    expectRestored(session);
  });
});

describe("what it is opened with", () => {
  test("no terminal is an error that says what to do", async () => {
    const result = await runCommand(["explore", "scenarios/io-bound.yaml"]);
    expect(result).toMatchObject({ code: 2, stdout: "" });
    expect(result.stderr).toContain("explore needs a terminal for both input and output");
  });

  test("without a file one of the shipped scenarios is chosen", async () => {
    const session = open([]);
    await session.shows("choose a scenario");
    await press(session, "jj\r", "user threads · scenarios/dining.yaml");
    await press(session, "F", /waits for|wait for/);
    session.type("q");
    expect(await session.ended()).toBe(0);
  });

  test("a bad scenario is reported as everywhere, and the screen is not touched", async () => {
    const session = open([temporaryFile("workload: 3\n")]);
    expect(await session.ended()).toBe(2);
    expect(session.raw).not.toContain(ENTER_SCREEN);
    expect(session.text()).toMatch(/error: /);
  });

  test("a saved trace opens like a fresh run, but can't be changed", async () => {
    const trace = join(temporaryFolder(), "run.tsim");
    await runCommand(["run", ...BLOCKING, "-q", "-o", trace]);
    expect(existsSync(trace)).toBe(true);
    const session = open([trace]);
    await session.shows("run.tsim");
    await press(session, ":50ms\r/workers[1]\r", "workers[1] could run, but is stalled");
    await press(session, ":set machine.cores=1\r", "a trace can't be changed");
    session.type("q");
    expect(await session.ended()).toBe(0);
  });
});

/** Short as it stands; with a later end it would go on for minutes. */
const ENDLESS = `name: endless
machine: { cores: 2, costs: ideal }
models: [one-to-one]
workload:
  - thread: spinner
    count: 50
    program: [ { forever: , do: [ { compute: 1us }, { sleep: 1us } ] } ]
until: 20us
`;

test("while a change is being run all keys work; the next change stops it", async () => {
  const session = open([temporaryFile(ENDLESS)]);
  await session.shows("quit");
  // It says how far it is, and the screen goes on meanwhile.
  session.type(":set until=100s\r");
  await session.shows(/running 1\/1, \d/);
  session.type("v");
  await session.shows(/running 1\/1, .*kernel threads/);
  // Another change takes its place; undone one by one, all is as it was.
  await press(session, ":set until=30us\r", "until=30us: done");
  await session.shows("30 us wide");
  session.type("u");
  await session.shows(/running 1\/1, \d/);
  await press(session, "u", "as it was: done");
  await session.shows("20 us wide");
  session.type("q");
  expect(await session.ended()).toBe(0);
});

describe("how it is drawn", () => {
  test("without colours and in ASCII alone where that is asked for", async () => {
    const session = open([...BLOCKING, "--ascii"], { columns: 80, rows: 24, env: { NO_COLOR: "1" } });
    await session.shows("quit");
    await press(session, ":50ms\r/workers[1]\r2", "who sits where");
    expect(session.screen()).toMatch(/^[\n -~]*$/);
    expect(session.raw).not.toMatch(new RegExp(`${ESCAPE}\\[[0-9;]*[34]8;5`));
    await expectScreen(session, "5-ascii-80x24");
  });

  test("a terminal that is too small says so, and what is needed", async () => {
    const session = open(BLOCKING, { columns: 50, rows: 12 });
    await session.shows("too small: 50x12, at least 60x16 is");
    session.resize(80, 24);
    await session.shows("blocking-lock.yaml");
    session.type("q");
    expect(await session.ended()).toBe(0);
  });
});
