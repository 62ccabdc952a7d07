import { mkdirSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, onTestFinished, test } from "vitest";
import { temporaryFolder } from "../support/command.ts";
import {
  BLOCKING,
  CTRL_Z,
  calmed,
  ENTER_SCREEN,
  ESCAPE,
  expectRestored,
  LEAVE_SCREEN,
  openExplorer,
  press,
  redrawnIn,
} from "../support/explorer.ts";
import { COMMAND, REPOSITORY } from "../support/repository.ts";
import { Session } from "../support/terminal.ts";

test("play moves on, pauses, and survives every change of size, pasted text and random keys", async () => {
  const session = openExplorer(["scenarios/io-bound.yaml"], { columns: 120, rows: 40 });
  await session.shows("io-bound.yaml");
  session.type(" ");
  await session.shows("▶");
  for (const [columns, rows] of [
    [80, 24],
    [200, 60],
    [40, 10],
    [100, 30],
  ] as const) {
    await redrawnIn(session, columns, rows);
  }
  session.type(`${ESCAPE}[200~rm -rf q\nq\n${ESCAPE}[201~`);
  session.type("123456712wasdvvjk\t\t..,,<>()zf[]bBnN1`2ma'a??\u0001\u0002\u0004é€😀");
  session.type(
    `${ESCAPE}[<64;50;8M${ESCAPE}[<0;50;8M${ESCAPE}[<32;40;8M${ESCAPE}[<0;40;8m${ESCAPE}[999~${ESCAPE}[`,
  );
  // Whatever becomes of the sequence that was begun: a letter ends it, or is a key of its own.
  session.type("A");
  await calmed(session);
  expect(session.exitCode).toBeNull();
  const first = session.screen();
  // A forced repaint shows the same: no cell was stale.
  await redrawnIn(session, 101, 30);
  await redrawnIn(session, 100, 30);
  expect(session.screen()).toBe(first);
  session.type("q");
  expect(await session.ended()).toBe(0);
  expectRestored(session);
});

test("a shell with job control stops it with Ctrl-Z and brings it back with fg, in the size of then", async () => {
  const session = new Session(["-i"], {
    columns: 100,
    rows: 30,
    program: "/bin/sh",
    env: { PS1: "prompt> " },
  });
  onTestFinished(() => session.dispose());
  await session.shows("prompt>");
  session.type(`${process.execPath} ${COMMAND} explore ${BLOCKING.join(" ")}\r`);
  await session.shows("workers[0] could run, but is stalled");
  await press(session, "]", "At 6 ms waiter waits for lock table");

  // Stopped: the terminal is the shell's again, which can be typed to.
  session.type(CTRL_Z);
  await session.shows(/Stopped|suspended/i);
  expectRestored(session);
  await press(session, "echo still $((40 + 2))\r", "still 42");
  session.resize(80, 24);

  // Back: what was selected still is, all of it is drawn, and keys work.
  session.type("fg\r");
  await session.shows("At 6 ms waiter waits for lock table");
  await press(session, "]", "At 6 ms holder runs on kernel thread");
  expect(session.screen().split("\n")).toHaveLength(24);
  session.type("q");
  await session.shows(/fg\n.*prompt>$/s);
  await press(session, "echo left with $?\r", "left with 0");
  expectRestored(session);
});

test("alone in its session nobody could stop it: Ctrl-Z gives the terminal back, and takes it again", async () => {
  const session = openExplorer(BLOCKING);
  await session.shows("quit");
  await session.settled();
  const before = session.screen();
  session.type(CTRL_Z);
  await session.wrote(`${LEAVE_SCREEN}${ENTER_SCREEN}`);
  await session.shows("quit");
  await session.settled();
  expect(session.screen()).toBe(before);
  session.type("q");
  expect(await session.ended()).toBe(0);
  expectRestored(session);
});

test("a crash gives the terminal back, and then says what happened", async () => {
  // The failure is planted from outside: a module that Node loads first, and that throws when told to.
  const planted = 'process.on("SIGUSR2", () => { throw new Error("planted failure"); })';
  const NODE_OPTIONS = `--import=data:text/javascript,${encodeURIComponent(planted)}`;
  const session = openExplorer(BLOCKING, { columns: 100, rows: 30, env: { NODE_OPTIONS } });
  await session.shows("quit");
  session.type(" ");
  session.kill("SIGUSR2");
  expect(await session.ended()).not.toBe(0);
  expectRestored(session);
  expect(session.screen()).toContain("planted failure");
});

/** Keys, mouse, pasted text and broken sequences; whatever leaves or writes a file is not among them. */
const input = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.constantFrom(..."wasdfzhjklnNbBvM1234567`+-=,.<>[]FuU? \t\r\b\u0004\u0015é€😀"),
  },
  {
    weight: 6,
    arbitrary: fc
      .constantFrom("A", "B", "C", "D", "H", "F", "5~", "6~", "Z")
      .map((key) => `${ESCAPE}[${key}`),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom("o", "ma", "'a", "'x", "/work\r", "/\r", ":50%\r", ":1ms\r", ":nonsense\r"),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(":set machine.cores=2\r", ":set machine.coers=2\r", ":set seed=\r"),
  },
  {
    weight: 3,
    arbitrary: fc
      .record({
        code: fc.constantFrom(0, 1, 2, 32, 64, 65),
        x: fc.nat(130),
        y: fc.nat(50),
        end: fc.constantFrom("M", "m"),
      })
      .map(({ code, x, y, end }) => `${ESCAPE}[<${code};${x};${y}${end}`),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(ESCAPE, `${ESCAPE}[`, `${ESCAPE}[999~`, `${ESCAPE}Ox`, `${ESCAPE}[<0;`),
  },
  {
    weight: 1,
    arbitrary: fc
      .string({ unit: "binary", maxLength: 40 })
      .map((text) => `${ESCAPE}[200~q\n${text}${ESCAPE}[201~`),
  },
);
const SEED = 7;
const BURSTS = 25;

test("random keys, while the size changes: it lives, and no cell is stale", async () => {
  // A folder of its own, should a file be written after all.
  const cwd = join(temporaryFolder(), "empty");
  mkdirSync(cwd);
  const session = openExplorer([join(REPOSITORY, "scenarios/io-bound.yaml")], {
    columns: 100,
    rows: 32,
    cwd,
  });
  await session.shows("io-bound.yaml");
  const bursts = fc.sample(fc.array(input, { minLength: 5, maxLength: 40 }), { seed: SEED, numRuns: BURSTS });
  for (const [i, burst] of bursts.entries()) {
    // The size changes while the keys are on their way.
    session.type(burst.join(""));
    await redrawnIn(session, 60 + ((i * 37) % 90), 16 + ((i * 13) % 40));
    expect(session.exitCode).toBeNull();
  }
  await calmed(session);
  await redrawnIn(session, 110, 34);
  const shown = session.screen();
  // A repaint of everything shows the same.
  await redrawnIn(session, 111, 34);
  await redrawnIn(session, 110, 34);
  expect(session.screen()).toBe(shown);
  session.type("q");
  expect(await session.ended()).toBe(0);
  expectRestored(session);
});
