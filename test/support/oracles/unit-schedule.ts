/** A job on one core; times in whole units. */
export interface UnitJob {
  readonly name: string;
  readonly burst: number;
  readonly arrive?: number;
  readonly priority?: number;
}

/** A textbook policy: which of the ready jobs gets the next unit of time. */
export type UnitRule =
  | { readonly rule: "fcfs" | "sjf" | "srtf" }
  | { readonly rule: "priority"; readonly order: "low-first" | "high-first"; readonly quantum?: number }
  | { readonly rule: "round-robin"; readonly quantum: number };

/** A finished schedule: its timeline, and each job's times. */
export interface UnitSchedule {
  readonly timeline: string;
  readonly meanWaiting: number;
  readonly meanResponse: number;
  readonly meanTurnaround: number;
}

interface Live extends UnitJob {
  left: number;
  first: number;
  end: number;
}

/**
 * Schedules jobs on one core, one unit of time after another, as one does on paper. Among equals the first
 * in the queue; a job that arrives as a quantum ends stands ahead of the one whose quantum it was.
 */
export function unitSchedule(jobs: readonly UnitJob[], rule: UnitRule): UnitSchedule {
  const all: Live[] = jobs.map((job) => ({ ...job, left: job.burst, first: Number.NaN, end: Number.NaN }));
  const quantum = "quantum" in rule ? (rule.quantum ?? Number.POSITIVE_INFINITY) : Number.POSITIVE_INFINITY;
  const queue: Live[] = [];
  const stays: { readonly name: string; readonly start: number; end: number }[] = [];
  let running: Live | null = null;
  let ran = 0;
  for (let now = 0; all.some(({ left }) => left > 0); now += 1) {
    queue.push(...all.filter(({ arrive = 0 }) => arrive === now));
    if (running !== null && running.left === 0) running = null;
    if (running !== null && (ran === quantum || preempts(rule))) {
      // Preempted for a shorter one it stays where it was: at the front among equals.
      if (ran === quantum) queue.push(running);
      else queue.unshift(running);
      running = null;
    }
    if (running === null) {
      const next = choose(queue, rule);
      if (next === null) continue;
      queue.splice(queue.indexOf(next), 1);
      running = next;
      ran = 0;
    }
    if (Number.isNaN(running.first)) running.first = now;
    running.left -= 1;
    ran += 1;
    running.end = now + 1;
    const last = stays.at(-1);
    if (last?.name === running.name && last.end === now) last.end = now + 1;
    else stays.push({ name: running.name, start: now, end: now + 1 });
  }
  const mean = (of: (job: Live) => number) => all.reduce((sum, job) => sum + of(job), 0) / all.length;
  return {
    timeline: stays.map(({ name, start, end }) => `${name} ${start}–${end}`).join(", "),
    meanWaiting: mean(({ arrive = 0, burst, end }) => end - arrive - burst),
    meanResponse: mean(({ arrive = 0, first }) => first - arrive),
    meanTurnaround: mean(({ arrive = 0, end }) => end - arrive),
  };
}

/** Whether the rule looks anew at every unit of time. */
const preempts = ({ rule }: UnitRule): boolean => rule === "srtf";

function choose(queue: readonly Live[], rule: UnitRule): Live | null {
  const key = (job: Live): number => {
    switch (rule.rule) {
      case "fcfs":
      case "round-robin":
        return 0;
      case "sjf":
      case "srtf":
        return job.left;
      case "priority":
        return (job.priority ?? 0) * (rule.order === "low-first" ? 1 : -1);
    }
  };
  return queue.reduce<Live | null>((best, job) => (best === null || key(job) < key(best) ? job : best), null);
}
