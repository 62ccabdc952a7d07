import { NONE } from "../../src/base/ids.ts";
import { EventCode } from "../../src/trace/events.ts";
import { exactly, nearly, type Row, type ValidationCase } from "./case.ts";
import { measure } from "./measure.ts";

const US = 1_000;
const MS = 1_000_000;
/** How often each thing is done; how a run starts and ends cancels out between two lengths. */
const ROUNDS = 500;
/** What measured medians of a noisy machine allow. */
const MEASURED = 0.03;

/** A runtime on a machine: what a scenario says in front of `workload`. */
const on = (cores: number, model: string): string => `machine: { cores: ${cores} }\nmodels: [${model}]\n`;

/** What one more round takes, µs. */
function roundUs(text: (rounds: number) => string): number {
  const span = (rounds: number) => measure(text(rounds)).makespanNs ?? Number.NaN;
  return (span(2 * ROUNDS) - span(ROUNDS)) / ROUNDS / US;
}

/** Threads that do nothing, created in a batch and waited for: what each takes, µs. */
const forkUs = (machine: string): number =>
  roundUs(
    (rounds) => `${machine}workload:
  - thread: main
    program: [{ spawn: { thread: t, count: ${rounds}, program: [compute: 0] } }, join: t]`,
  );

/** Threads that do nothing, each created and waited for before the next, µs. */
const forkAndJoinUs = (machine: string): number =>
  roundUs(
    (rounds) => `${machine}workload:
  - thread: main
    program: [{ repeat: ${rounds}, do: [{ spawn: { thread: t, program: [compute: 0] } }, join: t] }]`,
  );

/** Two threads wake each other, there and back, µs. */
const signalWaitUs = (machine: string): number =>
  roundUs(
    (rounds) => `${machine}objects: { ping: { semaphore: 0 }, pong: { semaphore: 0 } }
workload:
  - { thread: a, program: [{ repeat: ${rounds}, do: [release: ping, acquire: pong] }] }
  - { thread: b, program: [{ repeat: ${rounds}, do: [acquire: ping, release: pong] }] }`,
  );

/** Two threads yield to each other, µs for each. */
const yieldUs = (machine: string): number =>
  roundUs(
    (rounds) =>
      `${machine}workload: [{ thread: t, count: 2, program: [{ repeat: ${rounds}, do: [yield] }] }]`,
  ) / 2;

/** How long one of two threads that compute goes on until the other has its turn: the median, ms. */
function turnMs(machine: string): number {
  const turns: number[] = [];
  let running = NONE;
  let since = 0;
  measure(`${machine}workload: [{ thread: t, count: 2, program: [compute: 200ms] }]`, {
    observe: () => ({
      record: (time, code, thread) => {
        if (code !== EventCode.threadRunning || thread === running) return;
        if (running !== NONE) turns.push(time - since);
        running = thread;
        since = time;
      },
    }),
  });
  return (turns.toSorted((a, b) => a - b)[turns.length >> 1] ?? Number.NaN) / MS;
}

const spanMs = (text: string): number => (measure(text).makespanNs ?? Number.NaN) / MS;

/**
 * The four systems of Anderson et al., table 1 and 4: a null fork is creation and a switch to the new
 * thread; a signal and a wait are two switches.
 */
const ANDERSON: readonly {
  readonly system: string;
  readonly model: string;
  /** The costs that take a fork and a switch apart; null where the preset says them. */
  readonly costs: ((create: number, change: number) => string) | null;
  readonly nullFork: number;
  readonly signalWait: number;
}[] = [
  {
    system: "FastThreads",
    model: "many-to-many: { kernelThreads: 1 }",
    costs: (create, change) => `userThreadCreate: ${create}us, userSwitch: ${change}us`,
    nullFork: 34,
    signalWait: 37,
  },
  {
    system: "activations",
    model: "scheduler-activations",
    costs: null,
    nullFork: 37,
    signalWait: 42,
  },
  {
    system: "Topaz kernel threads",
    model: "one-to-one",
    costs: (create, change) => `kernelThreadCreate: ${create}us, kernelSwitch: ${change}us`,
    nullFork: 948,
    signalWait: 441,
  },
  {
    system: "Ultrix processes",
    model: "processes",
    costs: (create, change) => `processFork: ${create}us, kernelSwitch: ${change}us`,
    nullFork: 11_300,
    signalWait: 1_840,
  },
];

function andersonRows(): Row[] {
  return ANDERSON.flatMap(({ system, model, costs, nullFork, signalWait }) => {
    const own = costs?.(nullFork - signalWait / 2, signalWait / 2);
    const machine =
      own === undefined
        ? on(1, model)
        : `machine: { cores: 1, scheduler: fcfs, costs: { preset: ideal, ${own} } }\nmodels: [${model}]\n`;
    return [
      exactly(`${system}: null fork, µs`, String(nullFork), nullFork, forkUs(machine)),
      exactly(`${system}: signal-wait, µs`, String(signalWait), signalWait, signalWaitUs(machine)),
    ];
  });
}

const LINUX = "measured on Linux 6.18";

export const CALIBRATION: readonly ValidationCase[] = [
  {
    id: "D10a",
    title: "Scheduler activations and what they were compared with: costs of thread operations",
    source: "Anderson, Bershad, Lazowska & Levy, SOSP 1991, tables 1 and 4; one processor",
    kind: "calibration",
    run: andersonRows,
  },
  {
    id: "K1",
    title: "`linux-nptl`: creation, the switch, the slice",
    source: `${LINUX}; all that a thread takes under load, its switch included`,
    kind: "calibration",
    run: () => [
      nearly("create, run, end, µs", "170", 170, forkUs(on(1, "linux-nptl")), MEASURED),
      // The system call that blocks (0.26 µs) comes on top of the switch by futex (2.6 µs).
      exactly("signal-wait on one core, µs", null, 2 * (2.6 + 0.26), signalWaitUs(on(1, "linux-nptl"))),
      nearly("slice beside another, ms", "3.940", 3.94, turnMs(on(1, "linux-nptl")), MEASURED),
    ],
  },
  {
    id: "K2",
    title: "`go`: goroutines",
    source: "measured with Go 1.19; a channel has two switches, there and back",
    kind: "calibration",
    run: () => [
      exactly("create, run, end, µs", "0.6", 0.6, forkUs(on(1, "go"))),
      exactly("there and back, µs", null, 2 * 0.22, signalWaitUs(on(1, "go"))),
      nearly("slice beside another, ms", "20.260", 20.26, turnMs(on(1, "go")), MEASURED),
    ],
  },
  {
    id: "K3",
    title: "`loom`: virtual threads",
    source: "JEP 444: about 1 µs to create, to which the switch comes; Thread.yield measured with Java 25",
    kind: "calibration",
    run: () => [
      exactly("create, run, end, µs", null, 1 + 0.15, forkUs(on(1, "loom"))),
      exactly("yield, µs", "0.15", 0.15, yieldUs(on(1, "loom"))),
    ],
  },
  {
    id: "K4",
    title: "`cpython`: threads and the interpreter lock",
    source: LINUX,
    kind: "calibration",
    run: () => [
      nearly("create, run, end, one at a time, µs", "158", 158, forkAndJoinUs(on(2, "cpython")), MEASURED),
      nearly("turn of one that computes, ms", "5.150", 5.15, turnMs(on(2, "cpython")), MEASURED),
    ],
  },
  {
    id: "K5",
    title: "`cpython-free-threaded`: computing on one thread",
    source: "PEP 779: 5 to 6 % slower",
    kind: "calibration",
    run: () => {
      const compute = (model: string) =>
        spanMs(
          `machine: { costs: ideal }\nmodels: [${model}]\nworkload: [{ thread: t, program: [compute: 1s] }]`,
        );
      return [exactly("÷ with the lock", null, 1.055, compute("cpython-free-threaded") / compute("cpython"))];
    },
  },
  {
    id: "K6",
    title: "`node`: computations in its pool of 4, 40 ms each, on 8 cores",
    source: "libuv's documentation, Thread pool work scheduling",
    kind: "calibration",
    run: () => {
      const tasks = (count: number) =>
        spanMs(`machine: { cores: 8, costs: ideal }\nmodels: [node]
workload: [{ thread: t, count: ${count}, program: [compute: { for: 40ms, offload: true }] }]`);
      return [exactly("4 tasks, ms", null, 40, tasks(4)), exactly("5 tasks, ms", null, 80, tasks(5))];
    },
  },
  {
    id: "K7",
    title: "`gnu-pth`",
    source: LINUX,
    kind: "calibration",
    run: () => [
      exactly("create, run, end, µs", "7.4", 7.4, forkUs(on(1, "gnu-pth"))),
      exactly("yield, µs", "3.2", 3.2, yieldUs(on(1, "gnu-pth"))),
    ],
  },
  {
    id: "K8",
    title: "`greenlet` under gevent",
    source: LINUX,
    kind: "calibration",
    run: () => [
      exactly("create, run, end, one at a time, µs", "19", 19, forkAndJoinUs(on(1, "greenlet"))),
      exactly("yield, µs", "3.7", 3.7, yieldUs(on(1, "greenlet"))),
    ],
  },
];
