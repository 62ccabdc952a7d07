import { NumberColumn } from "../../engine/number-column.ts";

/** What a fair queue knows of kernel threads, shared by all queues of a run. Virtual times are ns of a thread of nice 0. */
export class FairEntities {
  /** While it waits or runs; after it has left, as it was then. */
  readonly virtual = new NumberColumn();
  /** Virtual run time when it joined or its weight changed, and core time since then: virtual time is rounded once, however often it is looked at. */
  readonly origin = new NumberColumn();
  readonly spent = new NumberColumn();
  /** Virtual time by which its request, one slice, is to be served. */
  readonly deadline = new NumberColumn();
  readonly weight = new NumberColumn();
  /** Place among equals: order of joining. */
  readonly order = new NumberColumn();
  /** Of one that has joined and not yet run: when, ns; else NONE. */
  readonly joined = new NumberColumn();
  /** Of one that has left: how far it was behind the average (above 0: it is owed time). */
  readonly lag = new NumberColumn();
  /** Of one that has left: the queue, and how often that had been empty. */
  readonly queue = new NumberColumn();
  readonly emptied = new NumberColumn();
  #queues = 0;

  /** A number for another queue. */
  nextQueue(): number {
    this.#queues += 1;
    return this.#queues;
  }
}
