import { describe, expect, onTestFinished, test } from "vitest";
import { Session, type SessionOptions } from "../support/terminal.ts";

const SCENARIO = "scenarios/io-bound.yaml";
const MODELS = ["many-to-one", "one-to-one", "many-to-many (4 kernel threads)", "processes (fork)"];
const SIZES = [
  { columns: 80, rows: 24 },
  { columns: 120, rows: 40 },
  { columns: 200, rows: 60 },
];

const ESCAPE = "\u001b";
const HIDE_CURSOR = `${ESCAPE}[?25l`;
const SHOW_CURSOR = `${ESCAPE}[?25h`;
const STYLE = new RegExp(`${ESCAPE}\\[[0-9;]*m`);
const ENTER_SCREEN = `${ESCAPE}[?1049h`;
const LEAVE_SCREEN = `${ESCAPE}[?1049l`;
const ERASE_SCROLLBACK = `${ESCAPE}[3J`;
const CTRL_C = "\u0003";

function start(args: readonly string[], options: SessionOptions): Session {
  const session = new Session(["run", ...args], options);
  onTestFinished(() => session.dispose());
  return session;
}

/** The program has ended and the terminal is as it was: only the picture has come. */
function expectCleanEnd(session: Session): void {
  // A still picture touches the cursor as little as `cat` does: then neither code is there.
  expect(session.raw.lastIndexOf(SHOW_CURSOR)).toBeGreaterThanOrEqual(session.raw.lastIndexOf(HIDE_CURSOR));
  expect(session.raw.lastIndexOf(LEAVE_SCREEN)).toBeGreaterThanOrEqual(session.raw.lastIndexOf(ENTER_SCREEN));
  expect(session.raw).not.toContain(ERASE_SCROLLBACK);
  expect(session.lines().some((line) => line.isWrapped)).toBe(false);
}

/** Each model's part of the final picture stands in the scrollback, once. */
function expectFinalPicture(text: string): void {
  for (const model of MODELS) {
    const headings = text.split("\n").filter((line) => line.startsWith(`▌${model} ─`));
    expect(headings).toHaveLength(1);
  }
  expect(text).toMatch(/→ .* stalled, .* blocked in io/);
  expect(text).toMatch(/█ running .*! stalled .*~ io/);
  expect(text).toMatch(/makespan +\d/);
}

describe.each(SIZES)("$columns x $rows", (size) => {
  test("the whole picture stays in the scrollback, the same with and without colours", async () => {
    const coloured = start([SCENARIO], { ...size, fromShell: true });
    const plain = start([SCENARIO], { ...size, fromShell: true, env: { NO_COLOR: "1" } });
    expect(await coloured.ended()).toBe(0);
    expect(await plain.ended()).toBe(0);
    expectCleanEnd(coloured);
    expectCleanEnd(plain);
    expectFinalPicture(coloured.text());
    expect(coloured.raw).toMatch(STYLE);
    expect(plain.raw).not.toMatch(STYLE);
    expect(plain.text()).toBe(coloured.text());
  });

  test("playing moves below the terminal's height and then leaves that same picture", async () => {
    const still = start([SCENARIO], { ...size, fromShell: true });
    const played = start([SCENARIO, "--play", "2"], { ...size, fromShell: true });
    await played.shows(/▶ .* of 2/);
    expect(await played.ended()).toBe(0);
    await still.ended();
    expectCleanEnd(played);
    expect(played.text()).toBe(still.text());
  });
});

test("a terminal is one, whatever CI service its environment names", async () => {
  const env = { CI: "1", CONTINUOUS_INTEGRATION: "true" };
  const session = start([SCENARIO, "--play", "0.001"], { columns: 80, rows: 24, env });
  await session.shows("q to the end");
  session.type("q");
  expect(await session.ended()).toBe(0);
  expectCleanEnd(session);
});

test("ASCII alone where that is asked for", async () => {
  const session = start([SCENARIO, "--ascii"], { columns: 80, rows: 24, fromShell: true });
  expect(await session.ended()).toBe(0);
  expect(session.text()).toMatch(/^[\n -~]*$/);
});

describe("keys while a run plays", () => {
  const size = { columns: 80, rows: 24, fromShell: true };
  /** So slow that no test waits for its end. */
  const slowly = ["--play", "0.001"];

  test.each(["q", "\r", ESCAPE])("%j skips to the end", async (key) => {
    const session = start([SCENARIO, ...slowly], size);
    await session.shows("q to the end");
    session.type(key);
    expect(await session.ended()).toBe(0);
    expectCleanEnd(session);
    expectFinalPicture(session.text());
    expect(session.text()).not.toContain("q to the end");
  });

  test("the space bar pauses and goes on", async () => {
    const session = start([SCENARIO, ...slowly], size);
    await session.shows("q to the end");
    session.type(" ");
    await session.shows("paused");
    session.type(" ");
    await session.shows("▶");
    session.type("q");
    expect(await session.ended()).toBe(0);
  });

  test("Ctrl-C stops at once with 130, a clean terminal and the picture", async () => {
    const session = start([SCENARIO, ...slowly], size);
    await session.shows("Ctrl-C stop");
    session.type(CTRL_C);
    expect(await session.ended()).toBe(130);
    expectCleanEnd(session);
    expectFinalPicture(session.text());
  });

  test("SIGTERM stops with 143", async () => {
    const session = start([SCENARIO, ...slowly], size);
    await session.shows("Ctrl-C stop");
    session.kill("SIGTERM");
    expect(await session.ended()).toBe(143);
    expectCleanEnd(session);
  });

  test("a terminal of another size gets a frame of that size at once, and the picture too", async () => {
    const session = start([SCENARIO, ...slowly], { columns: 80, rows: 24, fromShell: true });
    await session.shows("q to the end");
    session.type(" ");
    await session.shows("paused");
    for (const [columns, rows] of [
      [120, 40],
      [70, 20],
      [100, 30],
    ] as const) {
      session.resize(columns, rows);
      await session.shows(new RegExp(`^I/O-bound pool {${columns - 50},}paused .* of 2.051 s$`, "m"));
      await session.settled();
      // One frame and nothing of the one before.
      expect(session.screen().match(/q to the end/g)).toHaveLength(1);
    }
    session.type("q");
    expect(await session.ended()).toBe(0);
    expectCleanEnd(session);
    expectFinalPicture(session.text());
    const still = start([SCENARIO], { columns: 100, rows: 30, fromShell: true });
    await still.ended();
    expect(session.text()).toBe(still.text());
  });

  test("Ctrl-Z stops it with the terminal as it was, and it goes on afterwards", async () => {
    const session = start([SCENARIO, ...slowly], size);
    await session.shows("q to the end");
    session.type("\u001a");
    await session.wrote(LEAVE_SCREEN);
    // Nobody is there to stop it in a session of its own, so it comes back by itself.
    await session.shows("q to the end");
    session.type("q");
    expect(await session.ended()).toBe(0);
    expectCleanEnd(session);
  });
});
