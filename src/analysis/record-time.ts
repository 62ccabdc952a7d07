/**
 * When the record at hand happened: set once for each record, and looked at by all who add up a run. A time
 * handed from call to call would be put into a box of its own wherever the compiler does not merge the calls.
 */
export class RecordTime {
  /** ns; never smaller than before. */
  ns = 0;
}
