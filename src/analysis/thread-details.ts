import type { TraceMeta } from "../trace/meta.ts";
import { THREAD_STATES } from "../trace/states.ts";
import { grownBytes, grownFloats, grownInts, nextCapacity } from "./grow.ts";
import type { Share } from "./tally.ts";

const FIRST_ROWS = 64;
/** Columns of a row's ledger: one for each state, and one for ready time on its own kernel thread, waiting for a core. */
const LEDGER_COLUMNS = THREAD_STATES.length + 1;
/** A time that has not come. */
export const NEVER = -1;

/** A row for each user thread ever created, by serial number: what the list `threads` of a result shows. */
export class ThreadDetails {
  #rows = 0;
  #group = new Int32Array(FIRST_ROWS);
  #index = new Int32Array(FIRST_ROWS);
  #state = new Uint8Array(FIRST_ROWS);
  #arrival = new Float64Array(FIRST_ROWS);
  #firstRun = new Float64Array(FIRST_ROWS);
  #end = new Float64Array(FIRST_ROWS);
  #ledger = new Float64Array(FIRST_ROWS * LEDGER_COLUMNS);

  get rows(): number {
    return this.#rows;
  }

  /** The next serial number's row. */
  create(group: number, index: number): void {
    const row = this.#rows;
    if (row >= this.#group.length) this.#grow();
    this.#group[row] = group;
    this.#index[row] = index;
    this.#arrival[row] = NEVER;
    this.#firstRun[row] = NEVER;
    this.#end[row] = NEVER;
    this.#rows += 1;
  }

  /** Adds time to a column of the ledger. */
  add(serial: number, column: number, time: number): void {
    const place = serial * LEDGER_COLUMNS + column;
    this.#ledger[place] = (this.#ledger[place] as number) + time;
  }

  arrive(serial: number, time: number): void {
    this.#arrival[serial] = time;
  }
  firstRun(serial: number, time: number): void {
    this.#firstRun[serial] = time;
  }
  /** `state`: as in {@link setState}. */
  end(serial: number, time: number, state: number): void {
    this.#end[serial] = time;
    this.#state[serial] = state;
  }
  /** Notes the state, an index into THREAD_STATES, at the end of the run or of the thread. */
  setState(serial: number, state: number): void {
    this.#state[serial] = state;
  }

  row(serial: number): ThreadRow {
    return {
      group: this.#group[serial] as number,
      index: this.#index[serial] as number,
      state: this.#state[serial] as number,
      arrivalNs: this.#arrival[serial] as number,
      firstRunNs: this.#firstRun[serial] as number,
      endNs: this.#end[serial] as number,
      ledger: this.#ledger.subarray(serial * LEDGER_COLUMNS, (serial + 1) * LEDGER_COLUMNS),
    };
  }

  #grow(): void {
    const capacity = nextCapacity(this.#group.length, 0);
    this.#group = grownInts(this.#group, capacity);
    this.#index = grownInts(this.#index, capacity);
    this.#state = grownBytes(this.#state, capacity);
    this.#arrival = grownFloats(this.#arrival, capacity);
    this.#firstRun = grownFloats(this.#firstRun, capacity);
    this.#end = grownFloats(this.#end, capacity);
    this.#ledger = grownFloats(this.#ledger, capacity * LEDGER_COLUMNS);
  }
}

/** One thread's details. Times in ns, {@link NEVER} for what did not happen. */
export interface ThreadRow {
  readonly group: number;
  readonly index: number;
  /** Index into THREAD_STATES. */
  readonly state: number;
  readonly arrivalNs: number;
  readonly firstRunNs: number;
  readonly endNs: number;
  /** Time by column: index into THREAD_STATES, or the last for ready time on its own kernel thread. */
  readonly ledger: Float64Array;
}

/** The user threads of a process that spent time in a column of the ledger, ns; none where no rows were kept. */
export function sharesIn(
  meta: TraceMeta,
  details: ThreadDetails | null,
  process: number,
  column: number,
): readonly Share[] {
  if (details === null) return [];
  const rows = Array.from({ length: details.rows }, (_, serial) => details.row(serial));
  return rows.flatMap(({ group, index, ledger }) => {
    const amount = ledger[column] ?? 0;
    return amount > 0 && meta.groups[group]?.process === process ? { group, index, amount } : [];
  });
}
