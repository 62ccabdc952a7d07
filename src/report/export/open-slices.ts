import { NONE } from "../../base/ids.ts";

/** No slice: no packed state and detail is −1, as the state takes the low bits and has no value of ones alone. */
const NO_SLICE = -1;
const FIRST_CAPACITY = 64;
/** The end of a slice that lasts for ever. */
export const FOR_EVER = Number.POSITIVE_INFINITY;

/**
 * Hears a finished slice: whose, from when to when (ns; to {@link FOR_EVER} where nothing can end it any more), its
 * state and detail as packed by `packWord`, and the note that it began with.
 */
export type OnSlice = (subject: number, from: number, to: number, word: number, note: number) => void;

/**
 * What each of many subjects is doing, to be handed out slice by slice as soon as nothing can change it: in one pass
 * over a trace, with memory that its length has no part in. The slices are those of `IntervalBuilder`: what lasts no
 * time is dropped, what only repeats the state before it is merged with it. So a slice is held back until the one
 * after it has lasted some time.
 */
export class OpenSlices {
  readonly #onSlice: OnSlice;
  #length = 0;
  /** The present slice, which may have lasted no time yet. */
  #since = new Float64Array(FIRST_CAPACITY);
  #word = new Int32Array(FIRST_CAPACITY).fill(NO_SLICE);
  #note = new Int32Array(FIRST_CAPACITY);
  /** The slice before it, held back; it ends where the present one begins. */
  #heldSince = new Float64Array(FIRST_CAPACITY);
  #heldWord = new Int32Array(FIRST_CAPACITY).fill(NO_SLICE);
  #heldNote = new Int32Array(FIRST_CAPACITY);

  constructor(onSlice: OnSlice) {
    this.#onSlice = onSlice;
  }

  /** From `time` (ns, not before the change before) on, the subject is in this state. */
  change(subject: number, time: number, word: number, note: number = NONE): void {
    if (subject >= this.#length) this.#admit(subject);
    const present = this.#word[subject] as number;
    if (present !== NO_SLICE) {
      if (time > (this.#since[subject] as number)) {
        if (word === present) return;
        this.#handOutHeld(subject);
        this.#hold(subject);
      } else if (word === this.#heldWord[subject]) {
        this.#resumeHeld(subject);
        return;
      }
    }
    this.#since[subject] = time;
    this.#word[subject] = word;
    this.#note[subject] = note;
  }

  /** The subject has ended: hands out what is left of it. */
  end(subject: number, time: number): void {
    if (subject >= this.#length || this.#word[subject] === NO_SLICE) return;
    this.#handOutHeld(subject);
    if (time > (this.#since[subject] as number)) this.#handOut(subject, time);
    this.#word[subject] = NO_SLICE;
  }

  /** Hands out what is left of all; `time` is {@link FOR_EVER} where their present slices never end. */
  endAll(time: number): void {
    for (let subject = 0; subject < this.#length; subject += 1) this.end(subject, time);
  }

  /** Whether the subject was in some state before `time`, ns. */
  hasBegunBefore(subject: number, time: number): boolean {
    if (subject >= this.#length || this.#word[subject] === NO_SLICE) return false;
    return (this.#since[subject] as number) < time || this.#heldWord[subject] !== NO_SLICE;
  }

  #handOut(subject: number, time: number): void {
    const from = this.#since[subject] as number;
    this.#onSlice(subject, from, time, this.#word[subject] as number, this.#note[subject] as number);
  }

  #handOutHeld(subject: number): void {
    const word = this.#heldWord[subject] as number;
    if (word === NO_SLICE) return;
    this.#heldWord[subject] = NO_SLICE;
    const from = this.#heldSince[subject] as number;
    this.#onSlice(subject, from, this.#since[subject] as number, word, this.#heldNote[subject] as number);
  }

  #hold(subject: number): void {
    this.#heldSince[subject] = this.#since[subject] as number;
    this.#heldWord[subject] = this.#word[subject] as number;
    this.#heldNote[subject] = this.#note[subject] as number;
  }

  /** The present slice has lasted no time, and what was held back goes on. */
  #resumeHeld(subject: number): void {
    this.#since[subject] = this.#heldSince[subject] as number;
    this.#word[subject] = this.#heldWord[subject] as number;
    this.#note[subject] = this.#heldNote[subject] as number;
    this.#heldWord[subject] = NO_SLICE;
  }

  #admit(subject: number): void {
    this.#length = subject + 1;
    const capacity = this.#word.length;
    if (this.#length <= capacity) return;
    const larger = Math.max(this.#length, 2 * capacity);
    this.#since = copyInto(new Float64Array(larger), this.#since);
    this.#word = copyInto(new Int32Array(larger).fill(NO_SLICE), this.#word);
    this.#note = copyInto(new Int32Array(larger), this.#note);
    this.#heldSince = copyInto(new Float64Array(larger), this.#heldSince);
    this.#heldWord = copyInto(new Int32Array(larger).fill(NO_SLICE), this.#heldWord);
    this.#heldNote = copyInto(new Int32Array(larger), this.#heldNote);
  }
}

function copyInto<Column extends Float64Array | Int32Array>(column: Column, from: Column): Column {
  column.set(from);
  return column;
}
