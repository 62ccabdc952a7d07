import {
  bestMakespan,
  type GraphJob,
  graphSchedule,
  listSchedule,
} from "../support/oracles/list-schedule.ts";
import { exactly, type Row, type ValidationCase } from "./case.ts";
import { inMs, measure, threadsOf } from "./measure.ts";

const GRAHAM66 = "Graham, Bounds for certain multiprocessing anomalies (1966)";
const GRAHAM69 = "Graham, Bounds on multiprocessing timing anomalies, SIAM J. Appl. Math. 17 (1969)";

/** Jobs at once on m cores, first come, first served: list scheduling, in order of the list. */
function list(jobs: readonly number[], machines: number): string {
  const threads = jobs.map((job, i) => `  - { thread: j${i}, program: [compute: ${job}ms] }`);
  return `
machine: { cores: ${machines}, scheduler: fcfs, costs: ideal }
models: [one-to-one]
workload:
${threads.join("\n")}
`;
}

/** Jobs of a graph; the list's order is theirs wherever several become ready at once. */
export function graph(jobs: readonly GraphJob[], machines: number): string {
  const threads = jobs.map(({ length, after }, i) => {
    const awaited = after.length === 0 ? "" : `after: [${after.map((j) => `T${j + 1}`).join(", ")}], `;
    // Those lower in the list give way: the list is a priority.
    return `  - { thread: T${i + 1}, ${awaited}priority: ${i}, program: [compute: ${length}ms] }`;
  });
  return `
machine:
  cores: ${machines}
  costs: ideal
  scheduler: { policy: priority, preemptive: false, order: low-first }
models: [one-to-one]
workload:
${threads.join("\n")}
`;
}

/** m(m − 1) jobs of one unit, then one of m: the worst order against the best. */
function worstList(machines: number): Row[] {
  const unit = new Array<number>(machines * (machines - 1)).fill(1);
  const [bad, good] = [
    [...unit, machines],
    [machines, ...unit],
  ];
  return [
    exactly(
      `m=${machines}, long job last, ms`,
      String(2 * machines - 1),
      listSchedule(bad, machines),
      inMs(measure(list(bad, machines)).makespanNs),
    ),
    exactly(
      `m=${machines}, long job first, ms`,
      String(machines),
      listSchedule(good, machines),
      inMs(measure(list(good, machines)).makespanNs),
    ),
  ];
}

/** Longest first against the best order; both orders of the same jobs. */
function longestFirst(
  jobs: readonly number[],
  best: readonly number[],
  machines: number,
  published: readonly [string, string] | null,
): Row[] {
  const time = (order: readonly number[]) => inMs(measure(list(order, machines)).makespanNs);
  return [
    exactly(
      `longest first: ${jobs.join(" ")} on ${machines} cores, ms`,
      published?.[0] ?? null,
      listSchedule(jobs, machines),
      time(jobs),
    ),
    exactly(`best: ${best.join(" ")}, ms`, published?.[1] ?? null, bestMakespan(jobs, machines), time(best)),
  ];
}

/** Graham's own nine tasks; T9 follows T1, T5 to T8 follow T4. */
const NINE: readonly GraphJob[] = [3, 2, 2, 2, 4, 4, 4, 4, 9].map((length, i) => ({
  length,
  after: i === 8 ? [0] : i >= 4 ? [3] : [],
}));
const shorter: readonly GraphJob[] = NINE.map(({ length, after }) => ({ length: length - 1, after }));
const freer: readonly GraphJob[] = NINE.map(({ length, after }, i) => ({
  length,
  after: i === 4 || i === 5 ? [] : after,
}));

/** Not in Graham: longer chains, unlike lengths. */
const TEN: readonly GraphJob[] = [
  { length: 8, after: [] },
  { length: 7, after: [] },
  { length: 7, after: [] },
  { length: 2, after: [] },
  { length: 3, after: [3] },
  { length: 2, after: [3] },
  { length: 2, after: [3] },
  { length: 8, after: [4, 5] },
  { length: 8, after: [5, 6] },
  { length: 15, after: [7] },
];
const tenShorter: readonly GraphJob[] = TEN.map(({ length, after }) => ({ length: length - 1, after }));

/** Amdahl's law as a program: a serial part, then the rest on all cores. */
function amdahl(total: number, serial: number, cores: number): string {
  return `
machine: { cores: ${cores}, scheduler: fcfs, costs: ideal }
models: [one-to-one]
workload:
  - { thread: serial, program: [compute: ${serial}ms] }
  - { thread: parallel, count: ${cores}, after: serial, program: [compute: ${(total - serial) / cores}ms] }
`;
}

function speedUp(parallelShare: string, cores: number, published: string): Row {
  const total = 16_000;
  const serial = Math.round(total * (1 - Number(parallelShare)));
  const time = (n: number) => inMs(measure(amdahl(total, serial, n)).makespanNs);
  const share = 1 - serial / total;
  return exactly(
    `p=${parallelShare}, ${cores} cores`,
    published,
    1 / (1 - share + share / cores),
    time(1) / time(cores),
  );
}

/** Threads that compute 10 ms and wait 40 ms in turns, once they have found their rhythm. */
function turns(threads: number): Row {
  // Jobs end at whole multiples of 10 ms, so these ten seconds begin and end between two of them.
  const text = `
machine: { cores: 4, scheduler: fcfs, costs: ideal }
models: [one-to-one]
until: 11005ms
workload:
  - { pool: client, workers: ${threads}, jobs: 10000, job: [compute: 10ms, io: 40ms] }
`;
  const { throughput } = measure(text, { warmupNs: 1_005_000_000 });
  return exactly(`${threads} threads: per s`, null, Math.min(threads / 0.05, 400), throughput.perSecond);
}

/** One producer, one consumer and a buffer between them. */
function boundedBuffer(capacity: number | null, blocked: string): Row[] {
  const queue = capacity === null ? "queue" : `{ queue: { capacity: ${capacity} } }`;
  const result = measure(`
machine: { cores: 2, scheduler: fcfs, costs: ideal }
models: [one-to-one]
objects: { buffer: ${queue} }
workload:
  - { thread: producer, program: [{ repeat: 10, do: [compute: 1ms, put: buffer] }] }
  - { thread: consumer, program: [{ repeat: 10, do: [take: buffer, compute: 2ms] }] }
`);
  const producer = threadsOf(result).find(({ name }) => name === "producer");
  const oracle = bufferTimes(capacity ?? Number.POSITIVE_INFINITY);
  const what = capacity === null ? "no limit" : `capacity ${capacity}`;
  return [
    exactly(`${what}: makespan, ms`, "21", oracle.makespan, inMs(result.makespanNs)),
    exactly(
      `${what}: producer blocked, ms`,
      blocked,
      oracle.blocked,
      inMs(producer?.ledgerNs.blocked.queue ?? 0),
    ),
  ];
}

/** The same by recurrence: item i is put when it is made and item i − capacity has been taken. */
function bufferTimes(capacity: number): { readonly makespan: number; readonly blocked: number } {
  const taken: number[] = [];
  let now = 0;
  let blocked = 0;
  for (let item = 0; item < 10; item += 1) {
    now += 1;
    const room = taken[item - capacity] ?? 0;
    blocked += Math.max(0, room - now);
    now = Math.max(now, room);
    taken.push(Math.max(now, (taken.at(-1) ?? -2) + 2));
  }
  return { makespan: (taken.at(-1) ?? 0) + 2, blocked };
}

export const PARALLEL: readonly ValidationCase[] = [
  {
    id: "B12",
    title: "Amdahl's law, measured as a speed-up",
    source: "Amdahl 1967: 1 / (1 − p + p / n)",
    kind: "validation",
    run: () => [speedUp("0.9", 8, "80/17"), speedUp("0.95", 16, "64/7")],
  },
  {
    id: "B8d",
    title: "4 cores, compute 10 ms, wait 40 ms, deterministic",
    source: "min(N / 50 ms, 4 / 10 ms)",
    kind: "validation",
    run: () => [1, 8, 16, 20, 21, 24, 32].map(turns),
  },
  {
    id: "B14",
    title: "List scheduling: the order of the list matters",
    source: `${GRAHAM66}; ${GRAHAM69}`,
    kind: "validation",
    run: () => [
      ...[2, 3, 4, 7].flatMap(worstList),
      ...longestFirst([5, 5, 4, 4, 3, 3, 3], [5, 5, 3, 3, 4, 4, 3], 3, ["11", "9"]),
      ...longestFirst([3, 3, 2, 2, 2], [3, 2, 2, 3, 2], 2, null),
      ...longestFirst([7, 7, 6, 6, 5, 5, 4, 4, 4], [7, 7, 6, 4, 4, 6, 5, 5, 4], 4, null),
    ],
  },
  {
    id: "E5",
    title: "Bounded buffer: 10 items, produce 1 ms, consume 2 ms",
    source: "by recurrence: an item is put when it is made and there is room",
    kind: "validation",
    run: () => [...boundedBuffer(3, "3"), ...boundedBuffer(1, "7"), ...boundedBuffer(null, "0")],
  },
];

/** Cases that need a policy that obeys a list. */
export const PARALLEL_POLICIES: readonly ValidationCase[] = [
  {
    id: "X5",
    title: "Graham's anomalies: more cores, shorter jobs, fewer constraints, and all take longer",
    source: GRAHAM69,
    kind: "validation",
    run: () => {
      const row = (what: string, published: string | null, jobs: readonly GraphJob[], cores: number) =>
        exactly(what, published, graphSchedule(jobs, cores), inMs(measure(graph(jobs, cores)).makespanNs));
      return [
        row("nine jobs on 3 cores, ms", "12", NINE, 3),
        row("on 4 cores, ms", "15", NINE, 4),
        row("each shorter by 1 ms, ms", "13", shorter, 3),
        row("two constraints fewer, ms", "16", freer, 3),
        row("another graph on 2 cores, ms", null, TEN, 2),
        row("the same on 3 cores, ms", null, TEN, 3),
        row("the same shorter, on 2 cores, ms", null, tenShorter, 2),
      ];
    },
  },
];
