/** A task on one core as lectures draw it: a letter a unit of time, `E` free, `Q`, `V` … with that lock held, `QV` in brackets: `E(QV)E`. */
export interface UnitTask {
  readonly name: string;
  readonly arrive: number;
  /** Low numbers are urgent. */
  readonly priority: number;
  readonly program: string;
}

export type UnitProtocol = "none" | "inheritance" | "immediate-ceiling";

/** The locks held in each unit of a program: `EQ(QV)` is free, with Q, with Q and V. */
export function unitsOf(program: string): string[][] {
  return [...program.matchAll(/\(([^)]+)\)|(.)/g)].map(([, group, letter]) =>
    [...(group ?? letter ?? "")].filter((lock) => lock !== "E"),
  );
}

interface Live extends UnitTask {
  readonly units: readonly (readonly string[])[];
  done: number;
  readonly held: Set<string>;
  end: number;
}

/**
 * When each task ends, unit by unit: at each the most urgent task that is not blocked runs. A lock is taken
 * as its first unit begins and given back as its last ends; a task that goes on from one unit to the next is
 * there before those that arrive at that moment. With inheritance the holder of a lock is as
 * urgent as whoever waits for it (transitively); with the immediate ceiling it is, while it holds it, as
 * urgent as the most urgent task that ever uses it.
 */
export function unitLocks(tasks: readonly UnitTask[], protocol: UnitProtocol): Record<string, number> {
  const all = tasks.map(
    (task): Live => ({ ...task, units: unitsOf(task.program), done: 0, held: new Set(), end: -1 }),
  );
  const ceiling = (lock: string) =>
    Math.min(
      ...all.filter(({ units }) => units.some((held) => held.includes(lock))).map(({ priority }) => priority),
    );
  let running: Live | null = null;
  for (let now = 0; all.some(({ end }) => end < 0); now += 1) {
    const ready = all.filter(({ arrive, end }) => arrive <= now && end < 0);
    running = choose(ready, running, protocol, ceiling);
    if (running === null) continue;
    for (const lock of running.units[running.done] ?? []) running.held.add(lock);
    running.done += 1;
    const next = running.units[running.done] ?? [];
    for (const lock of running.held) if (!next.includes(lock)) running.held.delete(lock);
    for (const lock of next) {
      if (all.some(({ held }) => held.has(lock))) continue;
      running.held.add(lock);
    }
    if (running.done === running.units.length) running.end = now + 1;
  }
  return Object.fromEntries(all.map(({ name, end }) => [name, end]));
}

function choose(
  ready: readonly Live[],
  running: Live | null,
  protocol: UnitProtocol,
  ceiling: (lock: string) => number,
): Live | null {
  const blockerOf = (task: Live): Live | null =>
    ready.find(
      (other) => other !== task && (task.units[task.done] ?? []).some((lock) => other.held.has(lock)),
    ) ?? null;
  const urgency = (task: Live, seen: readonly Live[] = []): number => {
    if (protocol === "none" || seen.includes(task)) return task.priority;
    if (protocol === "immediate-ceiling") return Math.min(task.priority, ...[...task.held].map(ceiling));
    const waiters = ready.filter((other) => blockerOf(other) === task);
    return Math.min(task.priority, ...waiters.map((waiter) => urgency(waiter, [...seen, task])));
  };
  const able = ready.filter((task) => blockerOf(task) === null);
  return able.reduce<Live | null>((best, task) => {
    if (best === null) return task;
    const [a, b] = [urgency(task), urgency(best)];
    // Among equals, whoever has begun: it runs, or is as urgent as that by a lock it holds.
    return a < b || (a === b && (task === running || task.held.size > 0)) ? task : best;
  }, null);
}
