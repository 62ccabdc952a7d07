import { at } from "../../src/base/assert.ts";
import {
  machineRepair,
  mdc,
  meanValueAnalysis,
  mmc,
  nonPreemptive,
  pollaczekKhinchine,
  preemptiveResume,
} from "../support/oracles/queues.ts";
import { replicate } from "../support/replicate.ts";
import { estimated, HEAVY_LOAD_LIMIT, type Row, type ValidationCase } from "./case.ts";
import { measure, scenario } from "./measure.ts";
import { openQueue, openQueueByClass } from "./open-queue.ts";

const KLEINROCK = "Kleinrock, Queueing Systems 1 (1975)";
const EXPONENTIAL = "{ exponential: 1ms }";
const MS = 1_000_000;

/** Length of a run, ms, by load: the heavier, the longer a queue remembers. */
const LENGTHS: Readonly<Record<string, number>> = { "0.5": 25_000, "0.8": 60_000, "0.9": 70_000 };
const WARMUP = 2_000;

function mm1(load: number, published: { readonly number: string; readonly stay: string }): Row[] {
  const duration = LENGTHS[String(load)] ?? 60_000;
  const classes = [{ name: "customer", rate: load, service: EXPONENTIAL }];
  const got = openQueue({ servers: 1, classes, duration, warmup: WARMUP });
  const expected = mmc(1, load);
  const limit = load === 0.9 ? HEAVY_LOAD_LIMIT : undefined;
  return [
    estimated(`load ${load}: mean number L`, published.number, expected.number, got.number, limit),
    estimated(`load ${load}: mean stay W, service times`, published.stay, expected.stay, got.stay, limit),
  ];
}

function mmcRows(
  servers: number,
  load: number,
  published: { readonly waits: string; readonly wait: string },
): Row[] {
  const classes = [{ name: "customer", rate: load, service: EXPONENTIAL }];
  const got = openQueueByClass({ servers, classes, duration: 60_000, warmup: WARMUP }, (meter) => {
    const { waited, meanWait } = meter.of("customer");
    return { waited, meanWait };
  });
  const expected = mmc(servers, load);
  return [
    estimated(`c=${servers}, a=${load}: P(wait)`, published.waits, expected.waits, got.waited),
    estimated(`c=${servers}, a=${load}: Wq, service times`, published.wait, expected.waiting, got.meanWait),
  ];
}

/** M/G/1 at a load, whose service time has a squared coefficient of variation. */
function mg1(what: string, load: number, service: string, variation: number, published: string | null): Row {
  const classes = [{ name: "customer", rate: load, service }];
  const got = openQueue({ servers: 1, classes, duration: 65_000 * (1 + variation), warmup: WARMUP });
  return estimated(`${what}: Wq, service times`, published, pollaczekKhinchine(load, variation), got.waiting);
}

/** Customers that think and compute in turns, as jobs that workers never run out of. */
function machineRepairRows(cores: number, customers: readonly (readonly [number, string])[]): Row[] {
  const text = `
machine: { cores: ${cores}, costs: ideal, scheduler: fcfs }
models: [one-to-one]
until: 40s
workload:
  - { pool: client, workers: 8, jobs: 20000, job: [io: { exponential: 40ms }, compute: { exponential: 10ms }] }
`;
  return customers.map(([count, published]) => {
    const read = scenario(text.replace("workers: 8", `workers: ${count}`));
    const { throughput } = replicate(10, (seed) => ({
      throughput: measure(read, { seed, warmupNs: 1_000 * MS }).throughput.perSecond,
    }));
    const expected = 1_000 * machineRepair(count, cores, 40, 10).throughput;
    return estimated(`${count} customers: per s`, published, expected, throughput);
  });
}

/** Servers of M/D/c, and for how long customers come, ms. */
const SERVERS = [
  [1, 65_000],
  [2, 45_000],
  [4, 30_000],
] as const;

export const QUEUEING: readonly ValidationCase[] = [
  {
    id: "B1",
    title: "M/M/1",
    source: `${KLEINROCK}, 3.2`,
    kind: "validation",
    run: () => [
      ...mm1(0.5, { number: "1", stay: "2" }),
      ...mm1(0.8, { number: "4", stay: "5" }),
      ...mm1(0.9, { number: "9", stay: "10" }),
    ],
  },
  {
    id: "B2",
    title: "M/M/c",
    source: `Erlang C; ${KLEINROCK}, 3.5`,
    kind: "validation",
    run: () => [
      ...mmcRows(2, 1.5, { waits: "9/14", wait: "9/7" }),
      ...mmcRows(3, 2, { waits: "4/9", wait: "4/9" }),
      ...mmcRows(4, 3.2, { waits: "0.5964324718", wait: "0.7455405897" }),
      ...mmcRows(10, 6, { waits: "0.1012992427", wait: "0.0253248107" }),
    ],
  },
  {
    id: "B4",
    title: "M/G/1 at load 0.8",
    source: `Pollaczek–Khinchine; ${KLEINROCK}, 5.6`,
    kind: "validation",
    run: () => [
      mg1("deterministic", 0.8, "1ms", 0, "2"),
      mg1("Erlang-2", 0.8, "{ erlang: { mean: 1ms, k: 2 } }", 0.5, "3"),
      mg1("exponential", 0.8, EXPONENTIAL, 1, "4"),
      mg1("hyperexponential, cv² = 4", 0.8, "{ hyperexponential: { mean: 1ms, cv: 2 } }", 4, "10"),
    ],
  },
  {
    id: "B6a",
    title: "Mostly short, sometimes long: first come, first served",
    source: `Pollaczek–Khinchine: E[S] = 2, E[S²] = 13, λ = 0.4`,
    kind: "validation",
    run: () => {
      const service = "{ choice: [{ value: 1ms, weight: 9 }, { value: 11ms, weight: 1 }] }";
      const classes = [{ name: "customer", rate: 0.4, service }];
      const got = openQueue({ servers: 1, classes, duration: 400_000, warmup: WARMUP });
      const expected = 2 * pollaczekKhinchine(0.8, 13 / 4 - 1);
      return [estimated("Wq", "13", expected, got.waiting)];
    },
  },
  {
    id: "B8",
    title: "Finite source: 4 cores, service 10 ms, think time 40 ms, exponential",
    source: "machine repair (M/M/4//N); Kleinrock, Queueing Systems 1, 3.8",
    kind: "validation",
    run: () =>
      machineRepairRows(4, [
        [8, "159.6683"],
        [16, "305.3844"],
        [20, "357.8388"],
        [24, "387.4161"],
        [32, "399.7713"],
      ]),
  },
  {
    id: "B10",
    title: "Central server: two devices of demand 10, no think time",
    source: "mean-value analysis (Reiser & Lavenberg 1980): X = N / (10 (N + 1))",
    kind: "validation",
    run: () =>
      [1, 2, 3, 5, 10].map((customers) => {
        const text = `
machine: { cores: 1, costs: ideal, scheduler: fcfs, devices: { one: { servers: 1 }, two: { servers: 1 } } }
models: [one-to-one]
until: 80s
workload:
  - pool: client
    workers: ${customers}
    jobs: 10000
    job:
      - io: { for: { exponential: 10ms }, device: one }
      - io: { for: { exponential: 10ms }, device: two }
`;
        const read = scenario(text);
        const { throughput } = replicate(10, (seed) => ({
          throughput: measure(read, { seed, warmupNs: 1_000 * MS }).throughput.perSecond,
        }));
        const published = `${100 * customers}/${customers + 1}`;
        const expected = 1_000 * meanValueAnalysis(customers, [10, 10]);
        return estimated(`${customers} customers: per s`, published, expected, throughput);
      }),
  },
  {
    id: "D13b",
    title: "Goetz's pool size for 8 cores, wait 90, compute 10, exponential: not full use",
    source:
      "machine repair with 80 customers; the formula is Goetz et al., Java Concurrency in Practice, 8.2",
    kind: "validation",
    run: () => {
      const read = scenario(`
machine: { cores: 8, costs: ideal, scheduler: fcfs }
models: [one-to-one]
until: 20s
workload:
  - { pool: worker, workers: 80, jobs: 20000, job: [io: { exponential: 90ms }, compute: { exponential: 10ms }] }
`);
      const { utilization } = replicate(10, (seed) => ({
        utilization: measure(read, { seed, warmupNs: 1_000 * MS }).cores.utilization,
      }));
      return [estimated("utilization", "0.937246", machineRepair(80, 8, 90, 10).utilization, utilization)];
    },
  },
  {
    id: "X1",
    title: "M/D/c at load 0.8 a server",
    source: "Crommelin 1932: the number in the system one service time later, iterated",
    kind: "validation",
    run: () =>
      SERVERS.map(([servers, duration]) => {
        const classes = [{ name: "customer", rate: 0.8 * servers, service: "1ms" }];
        const got = openQueue({ servers, classes, duration, warmup: WARMUP });
        return estimated(
          `M/D/${servers}: Wq`,
          servers === 1 ? "2" : null,
          mdc(servers, 0.8 * servers),
          got.waiting,
        );
      }),
  },
  {
    id: "X2",
    title: "Finite source with a short think time: 2 cores, service 5 ms, think time 12 ms",
    source: "machine repair (M/M/2//N), other numbers than B8",
    kind: "validation",
    run: () =>
      [3, 6, 12].map((customers) => {
        const read = scenario(`
machine: { cores: 2, costs: ideal, scheduler: fcfs }
models: [one-to-one]
until: 40s
workload:
  - { pool: client, workers: ${customers}, jobs: 20000, job: [io: { exponential: 12ms }, compute: { exponential: 5ms }] }
`);
        const { throughput } = replicate(10, (seed) => ({
          throughput: measure(read, { seed, warmupNs: 1_000 * MS }).throughput.perSecond,
        }));
        return estimated(
          `${customers} customers: per s`,
          null,
          1_000 * machineRepair(customers, 2, 12, 5).throughput,
          throughput,
        );
      }),
  },
];

/** Two classes, the urgent one first. */
const TWO_CLASSES = [
  { rate: 0.4, service: 1, secondMoment: 2 },
  { rate: 0.4, service: 1, secondMoment: 2 },
];

function twoClasses(preemptive: boolean) {
  const classes = [
    { name: "urgent", rate: 0.4, service: EXPONENTIAL, priority: 1 },
    { name: "patient", rate: 0.4, service: EXPONENTIAL, priority: 2 },
  ];
  const scheduler = `{ policy: priority, preemptive: ${preemptive}, order: low-first }`;
  return openQueueByClass({ servers: 1, scheduler, classes, duration: 80_000, warmup: WARMUP }, (meter) => ({
    urgentWait: meter.of("urgent").meanWait,
    patientWait: meter.of("patient").meanWait,
    urgentStay: meter.of("urgent").meanStay,
    patientStay: meter.of("patient").meanStay,
  }));
}

/** Cases that need policies other than first come, first served and round-robin. */
export const QUEUEING_POLICIES: readonly ValidationCase[] = [
  {
    id: "B6b",
    title: "Mostly short, sometimes long: processor sharing",
    source: "T(x) = x / (1 − ρ), whatever the distribution; Kleinrock, Queueing Systems 2, 4.4",
    kind: "validation",
    run: () => {
      const classes = [
        { name: "short", rate: 0.36, service: "1ms" },
        { name: "long", rate: 0.04, service: "11ms" },
      ];
      const queue = {
        servers: 1,
        scheduler: "processor-sharing",
        classes,
        duration: 260_000,
        warmup: WARMUP,
      };
      const got = openQueueByClass(queue, (meter) => {
        const [short, long] = [meter.of("short"), meter.of("long")];
        const customers = short.count + long.count;
        const stays = short.meanStay * short.count + long.meanStay * long.count;
        return { short: short.meanStay, long: long.meanStay, all: stays / customers };
      });
      return [
        estimated("T(1)", "5", 1 / (1 - 0.8), got.short),
        estimated("T(11)", "55", 11 / (1 - 0.8), got.long),
        estimated("mean T", "10", 2 / (1 - 0.8), got.all),
      ];
    },
  },
  {
    id: "B7",
    title: "Two classes of priority, rate 0.4 each, µ = 1",
    source: "Cobham 1954; Kleinrock, Queueing Systems 2, 3.3 and 3.4",
    kind: "validation",
    run: () => {
      const [patient, eager] = [twoClasses(false), twoClasses(true)];
      const waits = nonPreemptive(TWO_CLASSES);
      const stays = preemptiveResume(TWO_CLASSES);
      return [
        estimated("non-preemptive: Wq, urgent", "4/3", at(waits, 0), patient.urgentWait),
        estimated("non-preemptive: Wq, patient", "20/3", at(waits, 1), patient.patientWait),
        estimated("preemptive: T, urgent", "5/3", at(stays, 0), eager.urgentStay),
        estimated("preemptive: T, patient", "25/3", at(stays, 1), eager.patientStay),
      ];
    },
  },
  {
    id: "X3",
    title: "Processor sharing forgets the distribution, and shares several cores",
    source: "M/G/1-PS: T = 1 / (1 − ρ) at every cv; M/M/2-PS: as M/M/2, by its Markov chain",
    kind: "validation",
    run: () => {
      const stay = (servers: number, rate: number, service: string, duration: number) => {
        const classes = [{ name: "customer", rate, service }];
        return openQueue({ servers, scheduler: "processor-sharing", classes, duration, warmup: WARMUP }).stay;
      };
      const services = [
        ["deterministic", "1ms", 40_000],
        ["Erlang-4", "{ erlang: { mean: 1ms, k: 4 } }", 40_000],
        ["uniform", "{ uniform: [0ms, 2ms] }", 40_000],
        ["exponential", EXPONENTIAL, 60_000],
        ["hyperexponential, cv² = 4", "{ hyperexponential: { mean: 1ms, cv: 2 } }", 120_000],
      ] as const;
      return [
        ...services.map(([what, service, duration]) =>
          estimated(`${what}, load 0.7: T`, null, 1 / (1 - 0.7), stay(1, 0.7, service, duration)),
        ),
        estimated("2 cores, load 0.75: T", null, mmc(2, 1.5).stay, stay(2, 1.5, EXPONENTIAL, 40_000)),
      ];
    },
  },
  {
    id: "X4",
    title: "Three classes of priority with unlike service times, preemptive",
    source:
      "Kleinrock, Queueing Systems 2, 3.4, with moments of deterministic, exponential and Erlang-2 service",
    kind: "validation",
    run: () => {
      const classes = [
        { name: "first", rate: 0.2, service: "1ms", priority: 1 },
        { name: "second", rate: 0.1, service: "{ exponential: 2ms }", priority: 2 },
        { name: "third", rate: 0.1, service: "{ erlang: { mean: 3ms, k: 2 } }", priority: 3 },
      ];
      const stays = preemptiveResume([
        { rate: 0.2, service: 1, secondMoment: 1 },
        { rate: 0.1, service: 2, secondMoment: 8 },
        { rate: 0.1, service: 3, secondMoment: 13.5 },
      ]);
      const scheduler = "{ policy: priority, preemptive: true, order: low-first }";
      const queue = { servers: 1, scheduler, classes, duration: 100_000, warmup: WARMUP };
      const got = openQueueByClass(queue, (meter) => ({
        first: meter.of("first").meanStay,
        second: meter.of("second").meanStay,
        third: meter.of("third").meanStay,
      }));
      return [
        estimated("T, first", null, at(stays, 0), got.first),
        estimated("T, second", null, at(stays, 1), got.second),
        estimated("T, third", null, at(stays, 2), got.third),
      ];
    },
  },
];
