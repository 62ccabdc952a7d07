import { at } from "../../base/assert.ts";
import { NONE } from "../../base/ids.ts";
import type { Plan } from "../../threads/plan.ts";
import { Op } from "../../threads/program.ts";
import type { Moment } from "../../threads/stepping/step-control.ts";

const READS: ReadonlySet<Op> = new Set([Op.load, Op.look]);
const WRITES: ReadonlySet<Op> = new Set([Op.store, Op.remove, Op.append]);

/**
 * Finds accesses to unprotected data that may both be next: one of them a change, by two user threads. Where
 * there is a data race at all, the first one of a schedule comes to that in another order of its steps.
 */
export class RacingSteps {
  readonly #plan: Plan;
  /** By object: nothing protects it. */
  readonly #isUnsafe: readonly boolean[];
  readonly #found = new Set<string>();

  constructor(plan: Plan) {
    this.#plan = plan;
    this.#isUnsafe = plan.input.objects.map(
      (object) => (object.kind === "variable" && !object.atomic) || (object.kind === "list" && !object.safe),
    );
  }

  /** Pairs of user threads that race if they step one after the other now; each two instructions once. */
  among({ enabled, instruction }: Moment): readonly (readonly [number, number])[] {
    if (!this.#isUnsafe.includes(true)) return [];
    const { ops, a } = this.#plan.code;
    const accesses = enabled.flatMap((thread) => {
      const pc = instruction(thread);
      const isAccess = pc !== NONE && (READS.has(ops[pc] as Op) || WRITES.has(ops[pc] as Op));
      return isAccess && this.#isUnsafe[at(a, pc)] === true ? [{ thread, pc }] : [];
    });
    const pairs: (readonly [number, number])[] = [];
    for (const one of accesses) {
      if (!WRITES.has(ops[one.pc] as Op)) continue;
      for (const other of accesses) {
        if (other.thread === one.thread || a[other.pc] !== a[one.pc]) continue;
        const key = `${one.pc} ${other.pc}`;
        if (this.#found.has(key)) continue;
        this.#found.add(key);
        pairs.push([one.thread, other.thread]);
      }
    }
    return pairs;
  }
}
