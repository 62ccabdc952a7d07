/**
 * What one user thread, kernel thread or core did, as intervals in order of time, without gaps from its
 * first to its last. Columns, not objects.
 */
export interface Intervals {
  readonly length: number;
  /** ns. `ends[i] === starts[i + 1]`; none is empty. */
  readonly starts: Float64Array;
  readonly ends: Float64Array;
  /** Index into THREAD_STATES, KERNEL_STATES or CORE_STATES. */
  readonly states: Uint8Array;
  /**
   * The detail of the record that began it (kernel thread, object, device, group …), −1 for none. Where a
   * kernel thread runs or is in overhead: its core.
   */
  readonly details: Int32Array;
}

/** Number of the interval that holds `time` (ns): it has begun and not ended; −1 where there is none. */
export function intervalAt({ length, starts, ends }: Intervals, time: number): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((starts[middle] as number) <= time) low = middle + 1;
    else high = middle;
  }
  const last = low - 1;
  return last >= 0 && time < (ends[last] as number) ? last : -1;
}
