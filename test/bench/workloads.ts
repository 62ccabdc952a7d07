import { keysOf, mixIdentity } from "../../src/base/random.ts";
import { ms, ns, seconds, us } from "../../src/base/time.ts";
import { COST_PRESETS } from "../../src/machine/costs.ts";
import { compile } from "../../src/threads/compile.ts";
import type { SimulationInput, ThreadGroupOptions } from "../../src/threads/options.ts";

/** The workloads of the speed targets, as scenarios and as bare numbers for the reference loops. */
const SEED = 42;
const CORES = 4;

/** M/M/4 at load 0.8: user threads arrive, each computes once. Two events a thread. */
export const OPEN = { threads: 1_000_000, cores: CORES, meanInterval: us(312.5), meanService: ms(1) };

/** Threads that compute, do io and hold one of some mutexes, for ever; about five million events. */
export const CLOSED = {
  threads: 1000,
  cores: CORES,
  kernelThreads: 8,
  mutexes: 16,
  quantum: ms(1),
  meanCompute: ms(2),
  meanIo: ms(20),
  section: us(50),
  until: seconds(520),
};

export const SLEEPERS = { threads: 1_000_000, sleep: seconds(1), pool: 200 };

const BASE = {
  file: "",
  seed: SEED,
  processes: [{ name: "app", model: null, code: 0, data: 0 }],
} as const;
const COMMON = { process: "app", priority: 0, bound: false, nice: 0, tickets: 1, affinity: null } as const;
const THREAD = { ...COMMON, kind: "thread", after: [], period: null, deadline: null } as const;
const MACHINE = { cores: CORES, costs: COST_PRESETS.ideal, devices: [] } as const;

function openWorkload(count: number): readonly ThreadGroupOptions[] {
  return [
    {
      ...THREAD,
      name: "t",
      count,
      arrive: { kind: "every", interval: { kind: "exponential", mean: OPEN.meanInterval }, count },
      program: [{ kind: "compute", for: { kind: "exponential", mean: OPEN.meanService } }],
    },
  ];
}

export const openScenario: SimulationInput = {
  ...BASE,
  name: "open",
  machine: { ...MACHINE, scheduler: { policy: "fcfs" } },
  model: { model: "one-to-one", maxKernelThreads: null, gil: null },
  objects: [],
  workload: openWorkload(OPEN.threads),
  until: null,
};

const closedGroup = (mutex: number): ThreadGroupOptions => ({
  ...THREAD,
  name: `g${mutex}`,
  count: groupSize(mutex),
  arrive: { kind: "at", time: ns(0) },
  program: [
    {
      kind: "forever",
      body: [
        { kind: "compute", for: { kind: "exponential", mean: CLOSED.meanCompute } },
        {
          kind: "io",
          for: { kind: "exponential", mean: CLOSED.meanIo },
          device: null,
          nonblocking: null,
        },
        { kind: "locked", mutex: `m${mutex}`, body: [{ kind: "compute", for: CLOSED.section }] },
      ],
    },
  ],
});

/** Threads of the group that uses a mutex: as equal as the numbers allow. */
function groupSize(mutex: number): number {
  const { threads, mutexes } = CLOSED;
  return Math.floor(((mutex + 1) * threads) / mutexes) - Math.floor((mutex * threads) / mutexes);
}

const mutexNumbers = Array.from({ length: CLOSED.mutexes }, (_, i) => i);
export const closedScenario: SimulationInput = {
  ...BASE,
  name: "closed",
  machine: { ...MACHINE, scheduler: { policy: "round-robin", quantum: CLOSED.quantum } },
  model: {
    model: "many-to-many",
    kernelThreads: CLOSED.kernelThreads,
    io: "nonblocking",
    scheduler: { policy: "fifo" },
    preempt: null,
    onBlock: null,
  },
  objects: mutexNumbers.map((i) => ({
    kind: "mutex",
    name: `m${i}`,
    scope: "user",
    protocol: "none",
    order: "fifo",
    ceiling: null,
    handoff: ns(0),
    spin: null,
  })),
  workload: mutexNumbers.map(closedGroup),
  until: CLOSED.until,
};

/** How much smaller workloads are that are measured in many variants. */
const SMALLER = 20;
export const smallerOpen: SimulationInput = {
  ...openScenario,
  workload: openWorkload(OPEN.threads / SMALLER),
};
export const smallerClosed: SimulationInput = { ...closedScenario, until: ns(CLOSED.until / SMALLER) };

/** A million sleepers, each a user thread with a kernel thread of its own. */
export const sleepersScenario: SimulationInput = {
  ...openScenario,
  name: "sleepers",
  workload: [
    {
      ...THREAD,
      name: "s",
      count: SLEEPERS.threads,
      arrive: { kind: "at", time: ns(0) },
      program: [{ kind: "sleep", for: SLEEPERS.sleep }],
    },
  ],
};

/** A million jobs that sleep, and a pool of workers. */
export const sleepersPoolScenario: SimulationInput = {
  ...openScenario,
  name: "sleepers in a pool",
  workload: [
    {
      ...COMMON,
      kind: "pool",
      name: "pool",
      workers: SLEEPERS.pool,
      jobs: SLEEPERS.threads,
      arrive: { kind: "at", time: ns(0) },
      job: [{ kind: "sleep", for: SLEEPERS.sleep }],
    },
  ],
};

/** What a reference loop needs to draw what threadsim draws. */
export interface ReferenceDraws {
  readonly keys: { readonly lo: number; readonly hi: number };
  /** Of the first group. */
  readonly groupIdentity: number;
  /** By user thread. */
  readonly identities: Int32Array;
  /** By user thread, the group it is of. */
  readonly groups: Int32Array;
}

export function drawsOf(input: SimulationInput): ReferenceDraws {
  const { groups } = compile(input);
  const identities: number[] = [];
  const groupOf: number[] = [];
  groups.forEach(({ identity, count }, group) => {
    for (let i = 0; i < (count ?? 0); i += 1) {
      identities.push(mixIdentity(identity, i));
      groupOf.push(group);
    }
  });
  return {
    keys: keysOf(input.seed),
    groupIdentity: groups[0]?.identity ?? 0,
    identities: Int32Array.from(identities),
    groups: Int32Array.from(groupOf),
  };
}

/** Fingerprint of a run: changes with every thread, time and order that goes in. */
export function mixHash(hash: number, time: number, thread: number): number {
  return Math.imul(Math.imul(hash ^ (time | 0), 0x01000193) ^ thread, 0x01000193);
}
export const HASH_START = 0x811c9dc5 | 0;

/** What every contestant reports of one run. */
export interface RunReport {
  readonly ns: number;
  /** Timers fired, as the references count them; threadsim counts some more. */
  readonly events: number;
  readonly hash: number;
}
