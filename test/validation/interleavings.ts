import { type AtomicStep, interleave, type SmallProgram, stepOf } from "../support/interleaver.ts";
import { exactly, type Row, type ValidationCase } from "./case.ts";
import { measure } from "./measure.ts";

const UPDATE: readonly AtomicStep[] = [
  { kind: "load", variable: "n" },
  { kind: "add", amount: 1 },
  { kind: "store", variable: "n" },
];
const PHILOSOPHERS = 5;

/** Two threads that each add 1 so many times, unprotected. */
function counting(updates: number): SmallProgram {
  const steps = Array.from({ length: updates }, () => UPDATE).flat();
  return { threads: [steps, steps], semaphores: {} };
}

/** The same counted the long way round: every word with as many steps of the one thread as of the other, played through. */
function playAll(updates: number): {
  readonly schedules: number;
  readonly byValue: ReadonlyMap<number, number>;
} {
  const length = 3 * updates;
  const byValue = new Map<number, number>();
  let schedules = 0;
  for (let word = 0; word < 2 ** (2 * length); word += 1) {
    const turns = Array.from({ length: 2 * length }, (_, i) => (word >> i) & 1);
    if (turns.filter((turn) => turn === 1).length !== length) continue;
    schedules += 1;
    const value = play(turns);
    byValue.set(value, (byValue.get(value) ?? 0) + 1);
  }
  return { schedules, byValue };
}

function play(turns: readonly number[]): number {
  const places = [0, 0];
  const registers = [0, 0];
  let shared = 0;
  for (const turn of turns) {
    const place = places[turn] ?? 0;
    if (place % 3 === 0) registers[turn] = shared;
    else if (place % 3 === 1) registers[turn] = (registers[turn] ?? 0) + 1;
    else shared = registers[turn] ?? 0;
    places[turn] = place + 1;
  }
  return shared;
}

function lostUpdate(
  updates: number,
  total: string,
  published: readonly (readonly [number, string])[],
): Row[] {
  const { schedules } = interleave(counting(updates));
  const oracle = playAll(updates);
  const sum = [...schedules.values()].reduce((all, count) => all + count, 0);
  const what = `${updates} ${updates === 1 ? "update" : "updates"} each`;
  return [
    exactly(`${what}: schedules`, total, oracle.schedules, sum),
    ...published.map(([value, count]) =>
      exactly(
        `${what}: schedules that end with ${value}`,
        count,
        oracle.byValue.get(value) ?? 0,
        schedules.get(`completed n=${value}`) ?? 0,
      ),
    ),
  ];
}

/** Each takes the left fork, then the right one, eats, and lays them down. */
function dining(): SmallProgram {
  const fork = (i: number) => `fork${i % PHILOSOPHERS}`;
  const threads = Array.from({ length: PHILOSOPHERS }, (_, i): AtomicStep[] => [
    { kind: "lock", mutex: fork(i) },
    { kind: "lock", mutex: fork(i + 1) },
    { kind: "mark", label: "eat" },
    { kind: "unlock", mutex: fork(i + 1) },
    { kind: "unlock", mutex: fork(i) },
  ]);
  return { threads, semaphores: {} };
}

/** The deadlock, as the simulator comes to it: all reach for their second fork at once. */
function simulatedDining(): string {
  const names = Array.from({ length: PHILOSOPHERS }, (_, i) => `fork${i}`);
  const threads = names.map(
    (left, i) =>
      `  - { thread: p${i}, program: [lock: ${left}, compute: 1ms, lock: ${names[(i + 1) % PHILOSOPHERS]}] }`,
  );
  const { outcome, findings } = measure(`
machine: { cores: ${PHILOSOPHERS}, scheduler: fcfs, costs: ideal }
models: [one-to-one]
objects: { ${names.map((name) => `${name}: mutex`).join(", ")} }
workload:
${threads.join("\n")}
`);
  const deadlock = findings.find(({ kind }) => kind === "deadlock");
  return `${outcome} of ${deadlock?.threads.length ?? 0} threads and ${deadlock?.objects.length ?? 0} forks`;
}

export const INTERLEAVINGS: readonly ValidationCase[] = [
  {
    id: "E1",
    title: "Lost update: two threads that load, add and store",
    source: "every schedule, C(6, 3) = 20 and C(12, 6) = 924 of them, played one by one",
    kind: "validation",
    run: () => [
      ...lostUpdate(1, "20", [
        [2, "2"],
        [1, "18"],
      ]),
      ...lostUpdate(2, "924", [
        [2, "702"],
        [3, "216"],
        [4, "6"],
      ]),
    ],
  },
  {
    id: "E4",
    title: "Dining philosophers, five of them",
    source: "Dijkstra 1971: each with the left fork in hand, and no other deadlock; ⌊5 / 2⌋ eat at a time",
    kind: "validation",
    run: () => {
      const program = dining();
      const { states, deadlocks } = interleave(program);
      const eating = states.map(
        (state) =>
          program.threads.filter((_, thread) => stepOf(program, state, thread)?.kind === "mark").length,
      );
      const expected = `deadlock of ${PHILOSOPHERS} threads and ${PHILOSOPHERS} forks`;
      return [
        exactly("deadlocked states", "1", 1, deadlocks.length),
        exactly("most who eat at a time", "2", Math.floor(PHILOSOPHERS / 2), Math.max(...eating)),
        exactly("simulated, all at once", null, expected, simulatedDining()),
      ];
    },
  },
];
