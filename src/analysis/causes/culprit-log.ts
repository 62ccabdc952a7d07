import { at } from "../../base/assert.ts";

/** Receives a culprit, and the span in which it was one of `count`, in the place `place` among them. */
export type CulpritVisitor = (
  culprit: number,
  place: number,
  count: number,
  startNs: number,
  endNs: number,
) => void;

const FIRST_CAPACITY = 64;

/**
 * Who was to blame for waits at one place (an object, the cores, a process's kernel threads), over time: a
 * list of user threads that is replaced now and then. Spans in which nobody was are part of it.
 */
export class CulpritLog {
  #starts = new Float64Array(FIRST_CAPACITY);
  /** Where each span's culprits begin. */
  #offsets = new Int32Array(FIRST_CAPACITY);
  #culprits = new Int32Array(FIRST_CAPACITY);
  #spans = 0;
  #used = 0;

  /** From `time` (ns, never before the one before) on, these are to blame. */
  set(time: number, culprits: readonly number[]): void {
    if (this.#spans > 0 && this.#starts[this.#spans - 1] === time) {
      this.#spans -= 1;
      this.#used = this.#offsets[this.#spans] as number;
    }
    if (this.#isSame(culprits)) return;
    if (this.#spans === this.#starts.length) this.#growSpans();
    while (this.#used + culprits.length > this.#culprits.length) this.#growCulprits();
    this.#starts[this.#spans] = time;
    this.#offsets[this.#spans] = this.#used;
    for (const culprit of culprits) {
      this.#culprits[this.#used] = culprit;
      this.#used += 1;
    }
    this.#spans += 1;
  }

  /** Visits all culprits from `startNs` to `endNs`; where nobody was to blame, nobody is visited. */
  visit(startNs: number, endNs: number, visitor: CulpritVisitor): void {
    for (let span = Math.max(0, this.#spanAt(startNs)); span < this.#spans; span += 1) {
      const from = Math.max(startNs, at(this.#starts, span));
      if (from >= endNs) return;
      const to = span + 1 < this.#spans ? Math.min(endNs, at(this.#starts, span + 1)) : endNs;
      const first = at(this.#offsets, span);
      const count = this.#end(span) - first;
      for (let place = 0; place < count && from < to; place += 1) {
        visitor(at(this.#culprits, first + place), place, count, from, to);
      }
    }
  }

  /** Who is to blame at the end. */
  last(): readonly number[] {
    const first = this.#spans === 0 ? this.#used : at(this.#offsets, this.#spans - 1);
    return [...this.#culprits.subarray(first, this.#used)];
  }

  #end(span: number): number {
    return span + 1 < this.#spans ? (this.#offsets[span + 1] as number) : this.#used;
  }

  #isSame(culprits: readonly number[]): boolean {
    if (this.#spans === 0) return culprits.length === 0;
    const first = this.#offsets[this.#spans - 1] as number;
    return (
      this.#used - first === culprits.length &&
      culprits.every((culprit, i) => culprit === this.#culprits[first + i])
    );
  }

  /** The last span that begins at or before `time`; −1 where none does. */
  #spanAt(time: number): number {
    let low = 0;
    let high = this.#spans;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (at(this.#starts, middle) <= time) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  #growSpans(): void {
    const starts = new Float64Array(2 * this.#starts.length);
    starts.set(this.#starts);
    this.#starts = starts;
    const offsets = new Int32Array(2 * this.#offsets.length);
    offsets.set(this.#offsets);
    this.#offsets = offsets;
  }

  #growCulprits(): void {
    const culprits = new Int32Array(2 * this.#culprits.length);
    culprits.set(this.#culprits);
    this.#culprits = culprits;
  }
}

/**
 * How much of a span falls to place `place` of `count`, ns: nanoseconds are dealt out in turn, so that the
 * nanosecond that begins at t falls to place t mod count. Shares are integers, they sum to the span, and
 * those of two spans in a row are those of both together.
 */
export function dealtNs(startNs: number, endNs: number, place: number, count: number): number {
  const before = (time: number): number => Math.floor((time + count - 1 - place) / count);
  return before(endNs) - before(startNs);
}
