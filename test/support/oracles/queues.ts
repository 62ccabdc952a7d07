import { birthDeath, expectation } from "./birth-death.ts";

/** States kept of an infinite chain: at load 0.9 the rest weighs 1e-180. */
const TRUNCATION = 4_000;

/** What is known of a queue in equilibrium; times in the unit of the service time. */
export interface Queue {
  /** Share of arrivals that have to wait. */
  readonly waits: number;
  /** Mean time until service, in the system, and mean number in the system. */
  readonly waiting: number;
  readonly stay: number;
  readonly number: number;
}

/** M/M/c with offered load `load` = λ ÷ µ, by its Markov chain; arrivals see time averages (PASTA). */
export function mmc(servers: number, load: number): Queue {
  const states = Array.from({ length: TRUNCATION }, (_, i) => i);
  const chain = birthDeath(
    states.map(() => load),
    states.map((i) => Math.min(i + 1, servers)),
  );
  const queued = expectation(chain, (n) => Math.max(0, n - servers));
  const number = expectation(chain, (n) => n);
  return {
    waits: expectation(chain, (n) => (n >= servers ? 1 : 0)),
    waiting: queued / load,
    stay: number / load,
    number,
  };
}

/** Mean waiting time in M/G/1, first come first served, in service times (Pollaczek & Khinchine). */
export function pollaczekKhinchine(load: number, squaredVariation: number): number {
  return (load * (1 + squaredVariation)) / (2 * (1 - load));
}

/**
 * Mean waiting time in M/D/c, in service times. A service time later, whoever was being served has left and
 * a Poisson number has come: n → max(n − c, 0) + Poisson(load) (Crommelin 1932). The distribution is
 * iterated until it stands still, and Little's law gives the wait.
 */
export function mdc(servers: number, load: number): number {
  const size = 400;
  const arrivals = poisson(load, size);
  let chain = [1, ...new Array<number>(size - 1).fill(0)];
  for (let change = 1; change > 1e-14; ) {
    const next = new Array<number>(size).fill(0);
    chain.forEach((share, n) => {
      const left = Math.max(0, n - servers);
      for (let k = 0; left + k < size; k += 1)
        next[left + k] = (next[left + k] ?? 0) + share * (arrivals[k] ?? 0);
    });
    change = Math.max(...next.map((share, n) => Math.abs(share - (chain[n] ?? 0))));
    chain = next;
  }
  return expectation(chain, (n) => Math.max(0, n - servers)) / load;
}

function poisson(mean: number, size: number): number[] {
  const shares = [Math.exp(-mean)];
  for (let k = 1; k < size; k += 1) shares.push(((shares[k - 1] ?? 0) * mean) / k);
  return shares;
}

/**
 * Machine repair: `customers` think for a mean time `think` and are then served by `servers`, mean time
 * `service`, both exponential. Throughput and busy servers, by the Markov chain of those in service or queue.
 */
export function machineRepair(
  customers: number,
  servers: number,
  think: number,
  service: number,
): { readonly throughput: number; readonly utilization: number } {
  const states = Array.from({ length: customers }, (_, i) => i);
  const chain = birthDeath(
    states.map((i) => (customers - i) / think),
    states.map((i) => Math.min(i + 1, servers) / service),
  );
  const busy = expectation(chain, (n) => Math.min(n, servers));
  return { throughput: busy / service, utilization: busy / servers };
}

/**
 * Throughput of a closed network of single-server queues with those demands and a think time, by exact
 * mean-value analysis (Reiser & Lavenberg 1980).
 */
export function meanValueAnalysis(customers: number, demands: readonly number[], think = 0): number {
  let lengths = demands.map(() => 0);
  let throughput = 0;
  for (let n = 1; n <= customers; n += 1) {
    const stays = demands.map((demand, i) => demand * (1 + (lengths[i] ?? 0)));
    throughput = n / (think + stays.reduce((sum, stay) => sum + stay, 0));
    lengths = stays.map((stay) => throughput * stay);
  }
  return throughput;
}

/** A class of customers under priorities: arrivals per service-time unit, and the moments of its service time. */
export interface PriorityClass {
  readonly rate: number;
  readonly service: number;
  readonly secondMoment: number;
}

/** Mean waiting times of classes in M/G/1, the most urgent first, without preemption (Cobham 1954). */
export function nonPreemptive(classes: readonly PriorityClass[]): number[] {
  const residual = classes.reduce((sum, { rate, secondMoment }) => sum + rate * secondMoment, 0) / 2;
  const loads = cumulativeLoads(classes);
  return classes.map((_, i) => residual / ((1 - (loads[i] ?? 0)) * (1 - (loads[i + 1] ?? 0))));
}

/** Mean times in the system of classes in M/G/1 with preemption and resumption (Kleinrock, Queueing Systems 2, 3.4). */
export function preemptiveResume(classes: readonly PriorityClass[]): number[] {
  const loads = cumulativeLoads(classes);
  return classes.map(({ service }, i) => {
    const residual = classes.slice(0, i + 1).reduce((sum, c) => sum + c.rate * c.secondMoment, 0) / 2;
    const above = 1 - (loads[i] ?? 0);
    return service / above + residual / (above * (1 - (loads[i + 1] ?? 0)));
  });
}

/** Load of the classes more urgent than each, and of all at the end. */
function cumulativeLoads(classes: readonly PriorityClass[]): number[] {
  const loads = [0];
  for (const { rate, service } of classes) loads.push((loads.at(-1) ?? 0) + rate * service);
  return loads;
}
