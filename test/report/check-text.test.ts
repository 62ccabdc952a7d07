import { expect, test } from "vitest";
import { checkText } from "../../src/report/check-text.ts";
import { checkedWhole, scenarioOfText, shippedScenario } from "../study/check/fixtures.ts";

const counter = scenarioOfText(`
name: A counter
models: [one-to-one]
objects: { n: variable }
workload:
  - { thread: t, count: 2, program: [load: n, add: 1, store: n] }
`);

test("outcomes, and the schedule of a hazard with a column for each user thread", () => {
  expect(
    `\n${checkText(counter, [checkedWhole(counter, { kind: "exhaustive" })], { width: 80, ascii: false })}`,
  ).toMatchInlineSnapshot(`
    "
    A counter
    Whoever could go on may take the next step, however long anything takes; times
    count steps, 1 us each. As timed: the one schedule that the scenario's own times
    give.

    one-to-one ------------------------------------------------------------ 1 hazard
      20 schedules, every interleaving: complete, and the schedule as timed. The
        longest has 6 steps; as timed: completed at 41 us, 0 preemptions.
        completed  n = 1  18 schedules
        completed  n = 2   2 schedules

      error: lost-update: An update of n was lost at 6 us: t[0] stored a value
        over another user thread's store that it had not seen.
        → Load and store under one lock, or make the update indivisible (\`atomic:
          true\`, \`safe: true\`).
        Met in 18 of 20 schedules.
        A schedule of 6 steps with 1 preemption (!); no schedule needs fewer:
             t[0]         t[1]
        1    load n → 0
        2    add 1
        3 !               load n → 0
        4                 add 1
        5                 store n = 1
        6    store n = 1               ◀ an update is lost

        t[0] ████████████████████████···································████████████
        t[1] ························████████████████████████████████████
             ┬──────────┬───────────┬───────────┬───────────┬───────────┬───────────
             0         1us         2us         3us         4us         5us
        █ running  · ready
    "
  `);
});

test("a list of steps where there is no room for columns", () => {
  const dining = shippedScenario("hazards/dining-philosophers.yaml");
  expect(
    `\n${checkText(dining, [checkedWhole(dining)], { width: 80, ascii: false })}`,
  ).toMatchInlineSnapshot(`
    "
    Dining philosophers, each left first
    Whoever could go on may take the next step, however long anything takes; times
    count steps, 1 us each. As timed: the one schedule that the scenario's own times
    give.

    one-to-one ------------------------------------------------------------ 1 hazard
      31 schedules, complete, and the schedule as timed. The longest has 20 steps;
        as timed: deadlock at 1 ms, 0 preemptions.
        completed  30 schedules
        deadlock    1 schedule
      1 deadlocked state

      error: deadlock: socrates holds fork1 and waits for fork2, which aristotle
        holds; aristotle holds fork2 and waits for fork3, which epicurus holds;
        epicurus holds fork3 and waits for fork4, which seneca holds; seneca holds
        fork4 and waits for fork5, which plato holds; plato holds fork5 and waits
        for fork1, which socrates holds.
        → Take these locks in one order everywhere, or hold only one of them at a
          time.
        Met in 1 of 31 schedules, and as timed.
        A schedule of 10 steps with 1 preemption (!); no schedule needs fewer:
         1    socrates   lock fork1
         2 !  plato      lock fork5
         3    seneca     lock fork4
         4    epicurus   lock fork3
         5    aristotle  lock fork2
         6    socrates   lock fork2, waits
         7    aristotle  lock fork3, waits
         8    epicurus   lock fork4, waits
         9    seneca     lock fork5, waits
        10    plato      lock fork1, waits

        socrates  ██████························███████×××××××××××××××××××××××××××××
        aristotle ························██████·······██████×××××××××××××××××××××××
        epicurus  ··················██████···················██████×××××××××××××××××
        seneca    ············██████·······························██████×××××××××××
        plato     ······██████···········································██████×××××
                  ┬───────────┬───────────┬───────────┬───────────┬───────────┬─────
                  0          2us         4us         6us         8us        10us
        █ running  · ready  × lock
    "
  `);
});

test("nothing to tell of", () => {
  const safe = shippedScenario("hazards/abba-deadlock-safe.yaml");
  expect(`\n${checkText(safe, [checkedWhole(safe)], { width: 80, ascii: false })}`).toMatchInlineSnapshot(`
    "
    Locks in one order
    Whoever could go on may take the next step, however long anything takes; times
    count steps, 1 us each. As timed: the one schedule that the scenario's own times
    give.

    one-to-one ------------------------------------------------- complete, no hazard
      2 schedules, complete, and the schedule as timed. The longest has 8 steps;
        as timed: completed at 4 ms, 0 preemptions.
        completed  2 schedules
    "
  `);
});

test("bounds that were reached", () => {
  const large = shippedScenario("hazards/lock-convoy.yaml");
  expect(
    `\n${checkText(large, [checkedWhole(large, { kind: "auto" }, { maxSchedules: 6, maxSteps: 50 })], { width: 80, ascii: false })}`,
  ).toMatchInlineSnapshot(`
    "
    A lock convoy
    Whoever could go on may take the next step, however long anything takes; times
    count steps, 1 us each. As timed: the one schedule that the scenario's own times
    give.

    one-to-one ------------------------------------------------------------ 1 hazard
      bound reached: 2 schedules, some of those without preemption, and 1 by
        random priorities, 2 of them cut at 50 steps, besides 51 states, and the
        schedule as timed. The longest has 50 steps; as timed: completed at 2.72 ms,
        0 preemptions.
        cut before its end  2 schedules

      warning: lock-convoy: 58 of 60 times log was handed over to a user thread
        that had lined up for it, and was held for 2.59 ms so, 33.6% of that only
        waiting for a core: a convoy. Most often in line: worker[1], worker[0] and
        worker[2].
        → Let whoever runs take a free lock (\`order: barging\`), take it less
          often, or split it; do not hold it across a switch.
        Met in the schedule as timed, which \`threadsim run\` shows.
        Its first 910 us, with 0 preemptions, show it; these times allow no other
          schedule:

        worker[0] █████×▒██×·▒███×███×·▒██×▒███×·▒██×▒██××·███×▒██×·▒███×███×·▒██××█
        worker[1] ██···███×▒██×··███×▒██×·▒███×███×·▒██×▒███×·▒██×▒██××·███×▒██×·▒██
        worker[2] ··▒██××·▒██×▒███×·███×▒██×··███×▒██×·▒███×███×·▒██×▒███×·▒██×▒███×
                  ┬─────────────────┬─────────────────┬─────────────────┬───────────
                  0               0.5ms              1ms              1.5ms
        █ running  ▒ overhead  · ready  × lock
    "
  `);
});
