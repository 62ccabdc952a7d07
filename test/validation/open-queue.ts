import { type Estimate, replicate } from "../support/replicate.ts";
import { ClassMeter } from "./class-meter.ts";
import { measure, scenario } from "./measure.ts";

/** Customers of one class: Poisson arrivals (per ms), and a service time as a scenario writes it. */
interface CustomerClass {
  readonly name: string;
  readonly rate: number;
  readonly service: string;
  readonly priority?: number;
}

/** An open queue: every customer is a user thread with a kernel thread of its own, every server a core. */
export interface OpenQueue {
  readonly servers: number;
  readonly scheduler?: string;
  readonly classes: readonly CustomerClass[];
  /** How long customers arrive, in ms, and how much of that is left out. */
  readonly duration: number;
  readonly warmup: number;
}

/** Enough for a standard error that means something; with 20 of them, three standard errors are 99.3 %. */
const REPLICATIONS = 20;
const MS = 1_000_000;

function textOf({ servers, scheduler = "fcfs", classes, duration }: OpenQueue): string {
  const groups = classes.map(({ name, rate, service, priority = 0 }) => {
    const every = `{ every: { exponential: ${1 / rate}ms }, count: ${Math.round(rate * duration)} }`;
    return `  - { thread: ${name}, priority: ${priority}, arrive: ${every}, program: [compute: ${service}] }`;
  });
  return [
    `machine: { cores: ${servers}, costs: ideal, scheduler: ${scheduler} }`,
    "models: [one-to-one]",
    "workload:",
    ...groups,
  ].join("\n");
}

/** Simulates a queue in replications. Figures in ms: what the simulator's own metrics say of all customers. */
export function openQueue(queue: OpenQueue): Readonly<Record<"stay" | "waiting" | "number", Estimate>> {
  const read = scenario(textOf(queue));
  const warmupNs = queue.warmup * MS;
  return replicate(REPLICATIONS, (seed) => {
    const result = measure(read, { seed, warmupNs });
    const { turnaroundNs, waitingNs } = result;
    const { running, ready } = result.ledgerNs;
    if (turnaroundNs === null || waitingNs === null) throw new Error("no customer was served");
    return {
      stay: turnaroundNs.mean / MS,
      waiting: waitingNs.mean / MS,
      // Of the whole run: the time average of those in the system is the sum of their stays over its length.
      number: (running + ready) / result.endNs,
    };
  });
}

/** Simulates a queue in replications; figures by class. */
export function openQueueByClass<Figure extends string>(
  queue: OpenQueue,
  figures: (meter: ClassMeter) => Readonly<Record<Figure, number>>,
): Readonly<Record<Figure, Estimate>> {
  const read = scenario(textOf(queue));
  const warmupNs = queue.warmup * MS;
  return replicate(REPLICATIONS, (seed) => {
    const meters: ClassMeter[] = [];
    measure(read, {
      seed,
      observe: (meta) => {
        const meter = new ClassMeter(meta, warmupNs);
        meters.push(meter);
        return meter;
      },
    });
    const [meter] = meters;
    if (meter === undefined) throw new Error("the run was not observed");
    return figures(meter);
  });
}
