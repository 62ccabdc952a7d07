/**
 * When the record at hand happened: set once for each record, and looked at by all who add up a run. A time
 * handed from call to call would be put into a box of its own wherever the compiler does not merge the calls.
 */
export class RecordTime {
  // Fractions at first, for V8 to keep doubles: code compiled for small integers is thrown away past 2^31.
  /** ns; never smaller than before. */
  ns = 0.5;
  /** How long the state of a user thread has lasted that the record ends, ns. */
  lastedNs = 0.5;

  constructor() {
    this.ns = 0;
    this.lastedNs = 0;
  }
}
