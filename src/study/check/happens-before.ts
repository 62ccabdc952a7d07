import { joinInto, type VectorClock } from "../../analysis/vector-clock.ts";
import { at } from "../../base/assert.ts";
import { NONE } from "../../base/ids.ts";
import { commute, keyOf, modeOf, Use } from "../../threads/stepping/footprint.ts";
import type { TakenStep } from "../../threads/stepping/step-control.ts";

/** A step in its place. */
interface PlacedStep {
  readonly thread: number;
  readonly clock: VectorClock;
}

/** A use of one thing by the step of that number. */
interface PlacedUse {
  readonly step: number;
  readonly use: Use;
}

/** Two steps that another order may be worth trying for: the user threads one of which would have to step first at the earlier one's place. */
export interface Race {
  /** Number of the earlier step. */
  readonly step: number;
  readonly initials: readonly number[];
}

/**
 * What has to come before what in one schedule: a user thread's steps in their order, uses of one thing
 * that may not change places, and waking before going on (vector clocks, Mattern 1989). Two steps race where
 * nothing but their own conflict orders them; then the order of the two is worth turning round
 * (Flanagan & Godefroid, "Dynamic partial-order reduction", POPL 2005).
 */
export class HappensBefore {
  readonly #steps: PlacedStep[] = [];
  readonly #uses = new Map<number, PlacedUse[]>();
  /** By user thread: its last step; and what is known to whoever woke it. */
  readonly #last: number[] = [];
  readonly #wakers: number[][] = [];

  /** Adds the next step of the schedule; returns its races where they are asked for. */
  add(step: TakenStep, wantsRaces: boolean): readonly Race[] {
    const { thread, footprint, woken } = step;
    const number = this.#steps.length;
    const last = this.#last[thread];
    const clock = last === undefined ? [] : [...at(this.#steps, last).clock];
    joinInto(clock, this.#wakers[thread] ?? []);
    const before = [...clock];
    const racing: number[] = [];
    for (const entry of footprint) {
      for (const other of this.#conflicts(keyOf(entry), modeOf(entry), thread, clock, before))
        racing.push(other);
    }
    clock[thread] = number + 1;
    this.#steps.push({ thread, clock });
    this.#last[thread] = number;
    if (woken.length > 0) this.#wake(woken, footprint, clock);
    for (const entry of footprint) this.#noteUse(keyOf(entry), modeOf(entry), number);
    if (!wantsRaces) return [];
    return [...new Set(racing)].map((other) => ({ step: other, initials: this.#initials(other, number) }));
  }

  /** Whether a step is known to have happened before another of the schedule. */
  isBefore(earlier: number, later: number): boolean {
    return knows(at(this.#steps, later).clock, at(this.#steps, earlier).thread, earlier);
  }

  /**
   * Joins what was known at earlier uses that may not change places with this one; returns those that
   * race. `before`: what the user thread knew before the step. Taking a lock that another has given back
   * could not have come before that; but it could have come before the other took it.
   */
  #conflicts(key: number, use: Use, thread: number, clock: number[], before: VectorClock): readonly number[] {
    const uses = this.#uses.get(key) ?? [];
    const racing: number[] = [];
    let isLock = false;
    for (let i = uses.length - 1; i >= 0; i -= 1) {
      const other = at(uses, i);
      if (commute(use, other.use)) continue;
      const { thread: otherThread, clock: otherClock } = at(this.#steps, other.step);
      const known = use === Use.take ? before : clock;
      if (other.use === Use.unlock) isLock = true;
      const isRace = otherThread !== thread && !knows(known, otherThread, other.step);
      const races = isRace && !(use === Use.take && other.use === Use.unlock);
      if (races) racing.push(other.step);
      joinInto(clock, otherClock);
      // Whatever came before is known to that one; a lock that was taken earlier is for that one to race for.
      if (use === Use.take ? races && isLock : other.use === Use.change) break;
    }
    return racing;
  }

  /** Who is woken knows of all that has been done to what it waited for, in whatever order that was done. */
  #wake(woken: readonly number[], footprint: readonly number[], clock: VectorClock): void {
    const known = [...clock];
    for (const entry of footprint) {
      for (const { step } of this.#uses.get(keyOf(entry)) ?? []) joinInto(known, at(this.#steps, step).clock);
    }
    for (const thread of woken) {
      const before = this.#wakers[thread] ?? [];
      this.#wakers[thread] = before;
      joinInto(before, known);
    }
  }

  #noteUse(key: number, use: Use, step: number): void {
    const uses = this.#uses.get(key);
    if (uses === undefined) this.#uses.set(key, [{ step, use }]);
    else uses.push({ step, use });
  }

  /**
   * The user threads that can begin what has to be done so that `later` comes before `earlier`: the steps
   * between them that do not need the earlier one, and `later` itself (source sets: Abdulla, Aronis,
   * Jonsson & Sagonas, "Optimal dynamic partial order reduction", POPL 2014).
   */
  #initials(earlier: number, later: number): readonly number[] {
    const { thread } = at(this.#steps, earlier);
    const kept: number[] = [];
    for (let i = earlier + 1; i < later; i += 1) {
      if (!knows(at(this.#steps, i).clock, thread, earlier)) kept.push(i);
    }
    kept.push(later);
    const seen = new Set<number>();
    const initials: number[] = [];
    for (const [place, i] of kept.entries()) {
      const step = at(this.#steps, i);
      if (seen.has(step.thread)) continue;
      seen.add(step.thread);
      const isFirst = kept.slice(0, place).every((j) => !knows(step.clock, at(this.#steps, j).thread, j));
      if (isFirst) initials.push(step.thread);
    }
    return initials;
  }
}

function knows(clock: VectorClock, thread: number, step: number): boolean {
  return (clock[thread] ?? NONE) > step;
}
