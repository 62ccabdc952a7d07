import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFile, temporaryFolder } from "../support/command.ts";
import { BLOCKING, expectRestored, expectScreen, openExplorer, press } from "../support/explorer.ts";

const [UP, DOWN, RIGHT, LEFT] = ["A", "B", "C", "D"].map((letter) => `\u001b[${letter}`) as [
  string,
  string,
  string,
  string,
];

test("a person finds out who stalls whom, tries another number of kernel threads, and saves it", async () => {
  const file = join(temporaryFolder(), "changed.yaml");
  const session = openExplorer(BLOCKING);

  // It opens at what was found: all models on one axis, a stall in the first, and who is to blame.
  await session.shows("workers[0] could run, but is stalled");
  await session.settled();
  await expectScreen(session, "stall-1-opened");

  // Closer in on the begin of the stall, with the chain of waiting step by step.
  await press(session, "wwww", "9.313 ms wide");
  await press(session, "1", "why, step by step");
  await expectScreen(session, "stall-2-why");

  // To whom it waits for, and on to whom that one waits for; and back.
  await press(session, "]", "At 6 ms waiter waits for lock table, held by holder");
  await press(session, "]", "At 6 ms holder runs on kernel thread");
  await expectScreen(session, "stall-3-blocker");
  await press(session, "bb", "At 6 ms workers[0] could run");

  // The same as the textbook draws it.
  await press(session, "f2", "who sits where at the cursor");
  await expectScreen(session, "stall-4-mapping");

  // What if many-to-many had one kernel thread? Then nobody but the waiter could run there either.
  await press(session, "o", "kernel threads (many-to-many)");
  await press(session, `${DOWN}${DOWN}${DOWN}${DOWN}${LEFT}`, /thread\) +149 ms \(\+47.5%\)/);
  await expectScreen(session, "stall-5-changed");
  await press(session, "7", "models side by side");
  await expectScreen(session, "stall-6-compared");

  // Two more instead, then a mistake, which changes nothing.
  await press(session, "u", "as it was: done");
  await press(session, `o${RIGHT}${RIGHT}`, "kernelThreads=4: done");
  await press(session, ":set machine.coers=2\r", "unknown key `coers`");
  await press(session, "u", "kernelThreads=3: done");

  // And what would have helped? Every change one can think of is tried, for the model looked at.
  await press(session, "9", "Bottleneck: ");
  await expectScreen(session, "stall-7-what-would-have-helped");

  // The best of them takes another program. The last one is a value: it is made, helps nobody, and is taken back.
  await press(session, "\r", "no value of the scenario says that: sections of lock table half as long");
  await press(session, `${DOWN}${DOWN}${DOWN}${DOWN}`, "▶ one more core (5)");
  await press(session, "\r", "machine.cores=5: done");
  await press(session, "u", "kernelThreads=3: done");

  // Saved with the comments of the original.
  await press(session, `:write ${file}\r`, "wrote ");
  session.type("q");
  expect(await session.ended()).toBe(0);
  expectRestored(session);
  const original = readFileSync("scenarios/blocking-lock.yaml", "utf8");
  const saved = readFileSync(file, "utf8");
  for (const comment of original.match(/^\s*# .*$/gm) ?? []) expect(saved).toContain(comment.trim());
  expect(saved).toContain("kernelThreads: 3");
});

test("a person asks whom a user thread waited for in all, and what decided the end", async () => {
  const session = openExplorer(BLOCKING);
  await session.shows("workers[0] could run, but is stalled");
  await press(session, "8", "Critical path of the run");
  await expectScreen(session, "causes-1-stalled");

  // With a kernel thread of its own it waits for nobody, and the path is another.
  await press(session, "\t", "holder (99%) and waiter (1%)");
  await expectScreen(session, "causes-2-one-to-one");
  session.type("q");
  expect(await session.ended()).toBe(0);
});

/** A thousand user threads that arrive one after another, between two others. */
const MANY = `name: A thousand
machine: { cores: 2, scheduler: fcfs, costs: ideal }
models: [one-to-one, { many-to-many: { kernelThreads: 4, io: nonblocking } }]
workload:
  - thread: first
    program: [ { compute: 1ms } ]
  - thread: worker
    count: 1000
    arrive: { every: 10us }
    program: [ { compute: 10us }, { io: 3ms }, { compute: 10us } ]
  - thread: last
    program: [ { compute: 1ms } ]
`;

test("a person sees what a thousand user threads do together, and looks at one of them", async () => {
  const session = openExplorer(["scenario.yaml"], {
    columns: 80,
    rows: 24,
    cwd: dirname(temporaryFile(MANY)),
  });

  // The group is one picture: how many have arrived, and what shares of them do what.
  await session.shows("1,000 in all");
  await session.settled();
  await press(session, DOWN, "one of 1,000 worker: enter shows each");
  await expectScreen(session, "group-1-folded");

  // One of them by name, among its neighbours; and folded again.
  await press(session, "/worker[700]\r:9ms\r", "worker[700]");
  await press(session, "\r", "one of 1,000 worker: enter folds them");
  await expectScreen(session, "group-2-opened");
  await press(session, `\r${UP}`, "first has ended");

  // The kernel threads fold as well: the model gave each user thread one.
  await press(session, "v", "1,002 in all");
  await expectScreen(session, "group-3-kernel-threads");
  session.type("q");
  expect(await session.ended()).toBe(0);
});

test("a person goes around a deadlock, and finds the way back", async () => {
  const session = openExplorer(["scenarios/dining.yaml", "--set", "machine.costs=ideal"]);

  // It opens where nothing could go on any more, and names the circle.
  await session.shows("found here: deadlock");
  await press(session, "1", "and so in a circle, for ever");
  await expectScreen(session, "deadlock-1-circle");

  // Around the table, seat by seat, until one is back.
  for (const seat of ["aristotle", "epicurus", "seneca", "plato", "socrates"]) {
    await press(session, "]", new RegExp(`At \\S+ ms ${seat} waits for lock`));
  }
  for (const seat of ["plato", "seneca", "epicurus", "aristotle", "socrates"]) {
    await press(session, "b", new RegExp(`At \\S+ ms ${seat} waits for lock`));
  }

  // The same user thread in the next model, at an earlier time; and to the mark.
  await press(session, "ma", "marked a");
  await press(session, "\t:0.5ms\r", "At 500 us socrates runs");
  await press(session, "'a", /At \S+ ms socrates waits for lock/);

  // What was found, in words.
  await press(session, "4", "socrates holds fork1 and waits for fork2");
  await expectScreen(session, "deadlock-2-findings");
  session.type("q");
  expect(await session.ended()).toBe(0);
});
