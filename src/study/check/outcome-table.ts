import type { CheckOutcome } from "../../analysis/check-result.ts";
import { at } from "../../base/assert.ts";
import type { TraceMeta } from "../../trace/meta.ts";
import type { ScheduleEnd } from "./schedule-run.ts";

/** Different outcomes that are told apart. */
const MAX_OUTCOMES = 1_000;
/** Deadlocked states that are told apart. */
const MAX_STATES = 100_000;

const ENDED = { completed: "completed", stuck: "deadlock", cut: "cut" } as const;

interface Counted {
  readonly ended: CheckOutcome["ended"];
  /** By object. */
  readonly values: readonly (readonly [object: number, value: number])[];
  schedules: number;
}

/** Counts schedules by what they came to; those that were cut came to nothing yet, whatever they held by then. */
export class OutcomeTable {
  readonly #meta: TraceMeta;
  readonly #counts = new Map<string, Counted>();
  readonly #deadlocked = new Set<string>();
  /** Schedules with outcomes past the limit. */
  more = 0;

  constructor(meta: TraceMeta) {
    this.#meta = meta;
  }

  get deadlockedStates(): number {
    return this.#deadlocked.size;
  }

  add(end: ScheduleEnd): void {
    const ended = ENDED[end.outcome];
    const values = ended === "cut" ? [] : [...end.values].toSorted(([a], [b]) => a - b);
    const key = [ended, ...values.map(([object, value]) => `${object}=${value}`)].join(" ");
    const entry = this.#counts.get(key);
    if (entry !== undefined) entry.schedules += 1;
    else if (this.#counts.size < MAX_OUTCOMES) this.#counts.set(key, { ended, values, schedules: 1 });
    else this.more += 1;
    if (end.outcome === "stuck" && this.#deadlocked.size < MAX_STATES)
      this.#deadlocked.add(`${end.remaining} ${key}`);
  }

  /** Completed ones first, then by values. */
  outcomes(): readonly CheckOutcome[] {
    const rows = [...this.#counts.values()].map(
      ({ ended, values, schedules }): CheckOutcome => ({
        ended,
        values: Object.fromEntries(
          values.map(([object, value]) => [at(this.#meta.objects, object).name, value]),
        ),
        schedules,
      }),
    );
    const rank = ({ ended }: CheckOutcome) => Object.values(ENDED).indexOf(ended);
    return rows.toSorted(
      (a, b) => rank(a) - rank(b) || compareValues(Object.values(a.values), Object.values(b.values)),
    );
  }
}

function compareValues(a: readonly number[], b: readonly number[]): number {
  const place = a.findIndex((value, i) => value !== b[i]);
  return place < 0 ? 0 : (a[place] ?? 0) - (b[place] ?? 0);
}
