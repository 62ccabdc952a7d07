/** Makespan of list scheduling: each job in order of the list goes to the machine that is free first (Graham 1966). */
export function listSchedule(jobs: readonly number[], machines: number): number {
  const free = new Array<number>(machines).fill(0);
  for (const job of jobs) {
    const first = free.indexOf(Math.min(...free));
    free[first] = (free[first] ?? 0) + job;
  }
  return Math.max(...free);
}

/** Shortest makespan of any assignment of jobs to machines, by trying all; for a dozen jobs at most. */
export function bestMakespan(jobs: readonly number[], machines: number): number {
  const loads = new Array<number>(machines).fill(0);
  let best = jobs.reduce((sum, job) => sum + job, 0);
  const place = (job: number): void => {
    if (job === jobs.length) {
      best = Math.min(best, Math.max(...loads));
      return;
    }
    const length = jobs[job] ?? 0;
    const tried = new Set<number>();
    loads.forEach((load, machine) => {
      // Machines with equal loads are alike.
      if (tried.has(load) || load + length >= best) return;
      tried.add(load);
      loads[machine] = load + length;
      place(job + 1);
      loads[machine] = load;
    });
  };
  place(0);
  return best;
}

/** A job of a graph: its length, and the jobs that have to be done before. */
export interface GraphJob {
  readonly length: number;
  readonly after: readonly number[];
}

/** Makespan of list scheduling with precedence: a free machine takes the first job of the list that may start. */
export function graphSchedule(jobs: readonly GraphJob[], machines: number): number {
  const ends = jobs.map(() => Number.POSITIVE_INFINITY);
  const started = jobs.map(() => false);
  let now = 0;
  while (started.includes(false)) {
    const busy = ends.filter((end, i) => started[i] === true && end > now).length;
    const next = jobs.findIndex(
      ({ after }, i) => started[i] === false && after.every((j) => (ends[j] ?? 0) <= now),
    );
    if (busy < machines && next !== -1) {
      started[next] = true;
      ends[next] = now + (jobs[next]?.length ?? 0);
    } else now = Math.min(...ends.filter((end) => end > now));
  }
  return Math.max(...ends);
}
