import { exactly, type Row, type ValidationCase } from "./case.ts";
import { inMs, measure, threadsOf } from "./measure.ts";

const S = 1_000_000_000;
const MACHINE = "machine: { cores: 4, scheduler: fcfs, costs: ideal }";

/** Tasks that only wait: by a pool of kernel threads, and by a user thread each. */
function waiting(
  tasks: number,
  each: string,
  pool: number,
): { readonly pool: number; readonly virtual: number } {
  const pooled = measure(`
${MACHINE}
models: [one-to-one]
workload:
  - { pool: worker, workers: ${pool}, jobs: ${tasks}, job: [sleep: ${each}] }
`);
  const virtual = measure(`
${MACHINE}
models: [many-to-many: { kernelThreads: cores, io: nonblocking }]
workload:
  - { thread: task, count: ${tasks}, program: [sleep: ${each}] }
`);
  return { pool: inMs(pooled.makespanNs) / 1000, virtual: inMs(virtual.makespanNs) / 1000 };
}

/** Clients that each send their next request when the last is answered, 200 ms later, by a pool of 200. */
function closedClients(
  clients: number,
  published: { readonly perSecond: string; readonly response: string },
): Row[] {
  const requests = 20;
  const result = measure(`
${MACHINE}
models: [one-to-one]
objects: { pool: { semaphore: 200 } }
workload:
  - thread: client
    count: ${clients}
    program: [{ repeat: ${requests}, do: [acquire: pool, sleep: 200ms, release: pool] }]
`);
  const perSecond = (clients * requests) / (result.makespanNs / S);
  // After the first round, every request waits equally long: the longest wait, and then its own 200 ms.
  const response = (result.objects.pool?.longestWaitNs ?? 0) / S + 0.2;
  return [
    exactly(`${clients} clients, pool: per s`, published.perSecond, Math.min(clients, 200) / 0.2, perSecond),
    exactly(`${clients} clients, pool: response, s`, published.response, clients / (200 / 0.2), response),
  ];
}

function virtualClients(clients: number, published: string): Row {
  const result = measure(`
${MACHINE}
models: [many-to-many: { kernelThreads: cores, io: nonblocking }]
workload:
  - { thread: client, count: ${clients}, program: [{ repeat: 20, do: [sleep: 200ms] }] }
`);
  const perSecond = (clients * 20) / (result.makespanNs / S);
  return exactly(`${clients} clients, virtual threads: per s`, published, clients / 0.2, perSecond);
}

/** Ten user threads that each wait 100 ms. */
const TEN_WAITS = `
${MACHINE}
models:
  - many-to-one
  - one-to-one
  - many-to-many: { kernelThreads: 4 }
  - many-to-one: { io: nonblocking }
workload:
  - { thread: t, count: 10, program: [io: 100ms] }
`;

export const MEASUREMENTS: readonly ValidationCase[] = [
  {
    id: "D1",
    title: "10,000 tasks that sleep for a second",
    source: "JEP 444, Virtual Threads: a pool of 200 does 200 tasks a second",
    kind: "validation",
    run: () => {
      const { pool, virtual } = waiting(10_000, "1s", 200);
      return [
        exactly("pool of 200, s", "50", 10_000 / 200, pool),
        exactly("pool of 200, per s", "200", 200, 10_000 / pool),
        exactly("a virtual thread each, s", "1", 1, virtual),
      ];
    },
  },
  {
    id: "D2",
    title: "10,000 × 100 ms by a pool of 200",
    source: "⌈10,000 / 200⌉ rounds; its author measured 5.194 s on a real machine",
    kind: "validation",
    run: () => [exactly("s", "5.0", 5, waiting(10_000, "100ms", 200).pool)],
  },
  {
    id: "D4",
    title: "Closed clients: 200 ms each, a pool of 200 or a virtual thread each",
    source: "Little's law: X = min(N, 200) / 0.2 s, R = N / X",
    kind: "validation",
    run: () => [
      ...closedClients(1_000, { perSecond: "1000", response: "1" }),
      ...closedClients(2_000, { perSecond: "1000", response: "2" }),
      virtualClients(1_000, "5000"),
      virtualClients(2_000, "10000"),
    ],
  },
  {
    id: "D11",
    title: "10 user threads, one blocking I/O of 100 ms each",
    source: "Silberschatz, ch. 4: one kernel thread waits for one at a time",
    kind: "validation",
    run: () => {
      const times = [0, 1, 2, 3].map((model) => inMs(measure(TEN_WAITS, {}, model).makespanNs));
      const [one, each, four, free] = times;
      return [
        exactly("many-to-one, ms", "1000", 10 * 100, one ?? 0),
        exactly("one-to-one, ms", "100", 100, each ?? 0),
        exactly("many-to-many with 4 kernel threads, ms", "300", Math.ceil(10 / 4) * 100, four ?? 0),
        exactly("many-to-one with non-blocking I/O, ms", "100", 100, free ?? 0),
      ];
    },
  },
  {
    id: "D13a",
    title: "Goetz's pool size for 8 cores, wait 90, compute 10, deterministic: full use",
    source: "Goetz et al., Java Concurrency in Practice, 8.2: cores × (1 + wait ÷ compute) = 80",
    kind: "validation",
    run: () => {
      const utilization = (workers: number) =>
        measure(`
machine: { cores: 8, scheduler: fcfs, costs: ideal }
models: [one-to-one]
until: 10s
workload:
  - { pool: worker, workers: ${workers}, jobs: 10000, job: [compute: 10ms, io: 90ms] }
`).cores.utilization;
      return [
        exactly("80 workers: utilization", "1", 1, utilization(80)),
        exactly("72 workers: utilization", null, 0.9, utilization(72)),
      ];
    },
  },
];

/** Cases of an event loop with its pool. */
export const EVENT_LOOP: readonly ValidationCase[] = [
  {
    id: "D5",
    title: "libuv: five crypto tasks of 1 s handed to `node`'s pool of 4, 2 cores",
    source: "UV_THREADPOOL_SIZE = 4 (libuv's guide, Threads): four share two cores, the fifth comes after",
    kind: "validation",
    run: () => {
      const result = measure(`
machine: { cores: 2, scheduler: processor-sharing, costs: ideal }
models: [node]
workload:
  - { thread: task, count: 5, program: [compute: { for: 1s, offload: true }] }
`);
      const ends = threadsOf(result).map(({ endNs }) => inMs(endNs) / 1000);
      return [exactly("ends, s", "2, 2, 2, 2, 3", "2, 2, 2, 2, 3", ends.join(", "))];
    },
  },
];

/** Cases that need an interpreter lock. */
export const GIL: readonly ValidationCase[] = [
  {
    id: "D6",
    title: "CPython counts down in 1, 2, 4 and 8 threads: no faster",
    source: "one thread at a time runs bytecode; measured 6.52, 6.57, 6.59, 6.58 s",
    kind: "validation",
    run: () =>
      [1, 2, 4, 8].map((threads) => {
        const result = measure(`
machine: { cores: 8, scheduler: fcfs, costs: ideal }
models: [one-to-one: { gil: { interval: 5ms } }]
workload:
  - { thread: countdown, count: ${threads}, program: [compute: ${6520 / threads}ms] }
`);
        return exactly(
          `${threads} threads, ms`,
          threads === 1 ? "6520" : null,
          6520,
          inMs(result.makespanNs),
        );
      }),
  },
  {
    id: "D7",
    title: "Hashing with the GIL released, 2 cores: half the time",
    source: "CPython's hashlib releases the GIL for long buffers",
    kind: "validation",
    run: () => {
      const time = (threads: number) =>
        inMs(
          measure(`
machine: { cores: 2, scheduler: fcfs, costs: ideal }
models: [one-to-one: { gil: { interval: 5ms } }]
workload:
  - thread: hash
    count: ${threads}
    program: [compute: { for: ${1000 / threads}ms, releasesGil: true }]
`).makespanNs,
        );
      return [exactly("two threads ÷ one", "1/2", 0.5, time(2) / time(1))];
    },
  },
];
