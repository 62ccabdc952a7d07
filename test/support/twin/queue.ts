/** Why a task joins a queue. */
export type Reason = "new" | "wake" | "preempted" | "quantum" | "yield" | "migrated";

/** What a policy may know of a thread, and what it notes down about it. */
export interface Task {
  readonly id: number;
  readonly priority: number;
  readonly nice: number;
  readonly tickets: number;
  readonly period: number;
  /** Of the present instance. */
  deadline: number;
  readonly affinity: readonly number[] | null;
  /** Core time up to the next step that may block, as of now. */
  burst(): number;
  readonly notes: Record<string, number>;
}

/** A run queue as a textbook has it: a list, sorted whenever somebody is taken. */
export abstract class TwinQueue {
  readonly waiting: Task[] = [];
  #places = 0;
  /** Who has the smallest rank comes first; among equals, who has the smallest place. */
  abstract rank(task: Task, now: number): number;

  inOrder(now: number): Task[] {
    return this.waiting.toSorted(
      (a, b) => this.rank(a, now) - this.rank(b, now) || note(a, "place") - note(b, "place"),
    );
  }
  join(task: Task, _reason: Reason, _now: number): void {
    this.#places += 1;
    task.notes.place = this.#places;
    this.waiting.push(task);
  }
  /** Takes the first in order of whom `allowed` holds. */
  take(now: number, allowed: (task: Task) => boolean): Task | undefined {
    const task = this.inOrder(now).find(allowed);
    if (task) this.drop(task);
    return task;
  }
  drop(task: Task): void {
    this.waiting.splice(this.waiting.indexOf(task), 1);
  }
  begin(_task: Task, _now: number): number {
    return Number.POSITIVE_INFINITY;
  }
  /** Those that may take a core from a running one, in order; none where the policy does not preempt. */
  claimants(_now: number): Task[] {
    return [];
  }
  gain(_claimant: Task, _running: Task, _now: number): number {
    return 0;
  }
  ran(_task: Task, _ns: number): void {}
  leave(_task: Task, _now: number): void {}
}

export function note(task: Task, key: string): number {
  return task.notes[key] ?? 0;
}
