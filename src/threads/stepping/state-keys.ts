import { NONE } from "../../base/ids.ts";
import type { Plan } from "../plan.ts";
import { decidesByChance, loops } from "./state-limits.ts";
import type { SteppedRun } from "./stepped-run.ts";
import { ThreadParts } from "./thread-parts.ts";

/** Numbers of parts are written as two characters of 16 bits. */
const CHAR_BITS = 16;
const CHAR_MASK = 0xffff;

/**
 * Gives every state that a stepped run of one plan can be in a text, the same for states from which the
 * same can follow and go wrong: who stands where, waits for what and in which place, holds what, and what
 * objects contain. Nothing of how it came to be so is in it, and no number that only counts on: instead of
 * a version, whether it has changed since a user thread looked. Where it makes no difference which user
 * thread of a group is which, states that differ in that alone have one text.
 *
 * The text is exact, no hash: other states have other ones. Each part is kept once, and stands in texts as a
 * number (collapse compression: Holzmann, "State compression in SPIN", 3rd SPIN Workshop, 1997).
 */
export class StateKeys {
  readonly #plan: Plan;
  readonly #threads: ThreadParts;
  /** Which user thread of a group is which makes no difference. */
  readonly #isSymmetric: boolean;
  readonly #parts = new Map<string, number>();

  /** Only for plans whose states are not hidden: see `whyStatesAreHidden`. */
  constructor(plan: Plan) {
    this.#plan = plan;
    this.#threads = new ThreadParts(plan);
    const tellsApart = plan.groups.some(({ after }) => after.some(({ index }) => index !== null));
    // Where states come again, it counts who is passed over each time.
    this.#isSymmetric = !(tellsApart || plan.features.spawn || decidesByChance(plan) || loops(plan));
  }

  /** The text of the state that the run is in. */
  of(run: SteppedRun): string {
    const numbers = this.#threads.of(run).map((part) => this.#numberOf(part));
    numbers.push(this.#numberOf(this.#objects(run)));
    return String.fromCharCode(
      ...this.#ordered(run, numbers).flatMap((part) => [part & CHAR_MASK, part >> CHAR_BITS]),
    );
  }

  #numberOf(part: readonly number[]): number {
    const text = part.join(" ");
    const known = this.#parts.get(text);
    if (known !== undefined) return known;
    const number = this.#parts.size;
    this.#parts.set(text, number);
    return number;
  }

  /** Parts of one group's user threads are sorted where they may change places; a group's follow each other. */
  #ordered({ table }: SteppedRun, numbers: readonly number[]): readonly number[] {
    if (!this.#isSymmetric) return numbers;
    const groupOf = (place: number) => (place < table.created ? (table.group[place] as number) : NONE);
    return numbers
      .map((number, place) => ({ number, group: groupOf(place) }))
      .toSorted((a, b) => a.group - b.group || a.number - b.number)
      .map(({ number }) => number);
  }

  /** What objects contain and processes have, apart from what a user thread has to do with it. */
  #objects(run: SteppedRun): readonly number[] {
    const { objects } = run;
    const part: number[] = [];
    this.#plan.input.objects.forEach((object, id) => {
      switch (object.kind) {
        case "mutex":
          part.push(objects.mutex(id).isFree ? 1 : 0);
          return;
        case "rwlock":
          part.push(...objects.rwlock(id).turns());
          return;
        case "semaphore":
          part.push(objects.semaphore(id).count);
          return;
        case "condition":
          part.push(run.waits.unheard.has(id) ? 1 : 0);
          return;
        case "queue":
          part.push(objects.queue(id).length);
          return;
        case "variable":
          part.push(objects.variable(id).value);
          return;
        case "list":
          part.push(objects.list(id).length);
      }
    });
    for (const pool of objects.pools) part.push(pool.length);
    for (const { idle, kernelThreads, model } of run.processes)
      if (!model.keepsKernelThread) part.push(kernelThreads, ...idle);
    return part;
  }
}
