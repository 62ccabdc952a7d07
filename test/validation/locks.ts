import { type UnitProtocol, type UnitTask, unitLocks, unitsOf } from "../support/oracles/unit-locks.ts";
import { exactly, type Row, type ValidationCase } from "./case.ts";
import { inMs, measure, threadsOf } from "./measure.ts";

/** The steps of a task drawn in units: locks are taken in order of their letters and given back the other way round. */
function steps(program: string): string[] {
  const written: string[] = [];
  const held: string[] = [];
  for (const needed of [...unitsOf(program), []]) {
    for (const lock of held.toReversed()) {
      if (needed.includes(lock)) continue;
      written.push(`unlock: ${lock}`);
      held.splice(held.indexOf(lock), 1);
    }
    for (const lock of needed) {
      if (held.includes(lock)) continue;
      written.push(`lock: ${lock}`);
      held.push(lock);
    }
    written.push("compute: 1ms");
  }
  // The unit after the last is only there to give back what is held.
  return written.slice(0, -1);
}

function scenarioOf(tasks: readonly UnitTask[], options: string): string {
  const locks = [...new Set(tasks.flatMap(({ program }) => unitsOf(program).flat()))];
  const objects = locks.map((lock) => `${lock}: { mutex: { ${options} } }`);
  const threads = tasks.map(
    ({ name, arrive, priority, program }) =>
      `  - { thread: ${name}, arrive: ${arrive}ms, priority: ${priority}, program: [${steps(program).join(", ")}] }`,
  );
  return `
machine: { cores: 1, costs: ideal, scheduler: { policy: priority, order: low-first } }
models: [one-to-one]
objects: { ${objects.join(", ")} }
workload:
${threads.join("\n")}
`;
}

/** When each task ends, as the simulator has it; `more` are further options of the mutexes. */
export function ends(
  tasks: readonly UnitTask[],
  protocol: string,
  more = "",
): Readonly<Record<string, number>> {
  const threads = threadsOf(measure(scenarioOf(tasks, `protocol: ${protocol}${more}`)));
  return Object.fromEntries(threads.map(({ name, endNs }) => [name, inMs(endNs)]));
}

const spelled = (times: Readonly<Record<string, number>>): string =>
  Object.entries(times)
    .map(([name, time]) => `${name} ${time}`)
    .join(", ");

const PROTOCOLS: readonly UnitProtocol[] = ["none", "inheritance", "immediate-ceiling"];

/** Every task's end under each protocol. */
function timelines(tasks: readonly UnitTask[]): Row[] {
  return PROTOCOLS.map((protocol) =>
    exactly(
      `${protocol}: ends, ms`,
      null,
      spelled(unitLocks(tasks, protocol)),
      spelled(ends(tasks, protocol)),
    ),
  );
}

const HIGH_ARRIVES = 2;
/** Mars Pathfinder's shape. `high` is the program of the most urgent task. */
const pathfinder = (high: string): readonly UnitTask[] => [
  { name: "low", arrive: 0, priority: 3, program: "ERRRRE" },
  { name: "high", arrive: HIGH_ARRIVES, priority: 1, program: high },
  { name: "medium", arrive: 3, priority: 2, program: "EEEEEEEEEE" },
];

/**
 * The answers 17 and 7 are those of `E R R E`. Written without the last E, the task is done a unit earlier: on
 * paper, without a protocol low runs 0–2, high 2–3, medium 3–13, low 13–16, high 16–18, a response of 16;
 * with inheritance low goes on at 3–6 and high ends at 8, a response of 6.
 */
function inversion(): Row[] {
  const row = (high: string, protocol: string, published: string | null, oracle: UnitProtocol) => {
    const response = (times: Readonly<Record<string, number>>) => (times.high ?? Number.NaN) - HIGH_ARRIVES;
    return exactly(
      `${protocol}, high = ${high.split("").join(" ")}: high's response, ms`,
      published,
      response(unitLocks(pathfinder(high), oracle)),
      response(ends(pathfinder(high), protocol)),
    );
  };
  const rows = (high: string, without: string | null, withOne: string | null) => [
    row(high, "none", without, "none"),
    row(high, "inheritance", withOne, "inheritance"),
    row(high, "immediate-ceiling", withOne, "immediate-ceiling"),
    row(high, "ceiling", withOne, "inheritance"),
  ];
  return [...rows("ERRE", "17", "7"), ...rows("ERR", null, null)];
}

/** Burns and Wellings' four processes: two locks, none of them nested. */
const BURNS: readonly UnitTask[] = [
  { name: "a", arrive: 0, priority: 4, program: "EQQQQE" },
  { name: "b", arrive: 2, priority: 3, program: "EE" },
  { name: "c", arrive: 2, priority: 2, program: "EVVE" },
  { name: "d", arrive: 4, priority: 1, program: "EEQVE" },
];
/** A chain: high waits for middle, which waits for low. */
const CHAIN: readonly UnitTask[] = [
  { name: "low", arrive: 0, priority: 4, program: "EQQQQQE" },
  { name: "middle", arrive: 2, priority: 3, program: "EV(VQ)(VQ)VE" },
  { name: "idle", arrive: 4, priority: 2, program: "EEEEEEE" },
  { name: "high", arrive: 5, priority: 1, program: "EVVE" },
];

/** Threads that pass one mutex on and on; the sum of what each hand-over costs. */
function convoy(): Row {
  const [threads, rounds] = [4, 2_500];
  const { makespanNs } = measure(`
machine: { cores: 4, costs: ideal, scheduler: fcfs }
models: [one-to-one]
objects: { m: { mutex: { order: fifo, handoff: 5us } } }
workload:
  - { thread: t, count: ${threads}, program: [{ repeat: ${rounds}, do: [{ locked: m, do: [compute: 50ns] }] }] }
`);
  // The first section is not handed over, so there is one hand-over less than there are sections.
  const perSecond = (threads * rounds - 1) / ((makespanNs - 50) / 1e9);
  return exactly("sections per s", "198020", 1e9 / (50 + 5_000), perSecond);
}

export const LOCKS: readonly ValidationCase[] = [
  {
    id: "C6",
    title: "Priority inversion in Mars Pathfinder's shape",
    source:
      "Sha, Rajkumar & Lehoczky 1990; unit by unit on paper: 17 and 7 are the answers of E R R E, one more than those of E R R",
    kind: "validation",
    run: inversion,
  },
  {
    id: "D12",
    title: "The convoy: a mutex handed over in order, 5 µs each time, 50 ns sections",
    source: "1 / (50 ns + 5 µs)",
    kind: "validation",
    run: () => [convoy()],
  },
  {
    id: "X7",
    title: "Four processes, two locks, under each protocol",
    source: "Burns & Wellings, Real-Time Systems and Programming Languages; unit by unit",
    kind: "validation",
    run: () => timelines(BURNS),
  },
  {
    id: "X8",
    title: "A chain of two locks: inheritance has to pass through",
    source: "unit by unit",
    kind: "validation",
    run: () => timelines(CHAIN),
  },
];
