/**
 * The event union of a trace. One record is 16 bytes: the time (a double, integer nanoseconds), the
 * subject (a 32-bit id whose kind the code fixes) and a word with the code (8 bits) and the detail
 * (24 bits, signed: −1 = none). Records stand in the order in which they happened.
 *
 * A user thread, kernel thread, core or process is in the state its last record gave it, until the next.
 */
export const EventCode = {
  // Subject: user thread.
  /** Created. Detail: its group. Names count up within a group in the order of these records. */
  threadNew: 0,
  /** Arrived: from now on its turnaround counts; it is ready (to be told apart as stalled: see `stallBegin`). Detail: none. */
  threadArrive: 1,
  /** Could run. Detail: the kernel thread it stays mounted on, or none. */
  threadReady: 2,
  /** Runs its program. Detail: its kernel thread. */
  threadRunning: 3,
  /** Its kernel thread works for it, but not on its program: switch, creation, system call, spinning. Detail: its kernel thread. */
  threadOverhead: 4,
  /** Ended. Detail: none. */
  threadEnd: 5,
  /**
   * Was made ready by another. Detail: the user thread that did it (none: a timer, device or arrival). Comes
   * before `threadReady`; or before `threadArrive`, where another spawned it or it had waited for another's end.
   */
  threadWake: 6,
  // Blocked: detail is the object (lock, queue, semaphore, condition, barrier), the device (io; none where
  // it has no queue), or the group joined (join); none for sleep, gil and throttled.
  blockedIo: 8,
  blockedSleep: 9,
  blockedLock: 10,
  blockedQueue: 11,
  blockedSemaphore: 12,
  blockedCondition: 13,
  blockedBarrier: 14,
  blockedJoin: 15,
  blockedGil: 16,
  /** Its kernel thread waits for the next period: the process has used up its quota of core time. */
  blockedThrottled: 17,

  // Subject: kernel thread.
  /** Created. Detail: its process. */
  kernelNew: 24,
  /** Waits for a core. Detail: the user thread that it carries from now on, which says so itself only when it runs; or none. */
  kernelReady: 25,
  /** Blocked in the kernel with a user thread mounted (pinned). Detail: that user thread. Its reason is the user thread's. */
  kernelBlocked: 26,
  /** Has no user thread to carry and sleeps in the kernel. */
  kernelIdle: 27,
  kernelEnd: 28,
  /** Blocked in the kernel, it has lost its turn to carry user threads to another (`onBlock`), until its user thread runs or leaves it. */
  slotLost: 29,

  // Subject: core. (A kernel thread is running, or in overhead, while a core says so.)
  coreIdle: 32,
  /** Runs a user thread's program. Detail: the kernel thread. */
  coreBusy: 33,
  /** Switches, or works for a user thread but not on its program. Detail: the kernel thread. */
  coreOverhead: 34,

  // Subject: process.
  /** The process has come to be: its image is in memory. */
  processNew: 40,
  processEnd: 41,
  /** Every kernel thread of the process that carries shared user threads is blocked in the kernel: from now to `stallEnd` its ready user threads (bound ones apart) are stalled. */
  stallBegin: 42,
  stallEnd: 43,

  // Subject: job. Detail: the pool (enqueued), the worker's user thread (start, end).
  jobEnqueued: 48,
  jobStart: 49,
  jobEnd: 50,

  // Subject: user thread. Detail: object.
  /** Holds the mutex, the read-write lock (to write) or a permit from now on (repeated for every permit). */
  acquired: 56,
  /** Gives back what it holds, a read-write lock however it holds it. */
  released: 57,
  /** Put an item into the queue, or appended one to the list. */
  put: 58,
  /** Took an item from the queue, or removed one from the list. */
  taken: 59,
  loaded: 60,
  stored: 61,
  /** Woke those who wait for the condition, or was the last to come to the barrier. */
  signalled: 62,
  /** Subject: the value that the variable, the queue's or list's length or the semaphore's count now has. Detail: object. */
  value: 63,
  // (64 is below, with a detail of another kind.)
  /** Holds the read-write lock to read, beside others that do (repeated where it does so several times). */
  acquiredRead: 65,
  /** Found the spin lock taken: its overhead is spinning for it from now on, until it has acquired it. */
  spins: 66,
  /** Lets others have its core or kernel thread by itself (`yield`), or changes over to or from a pool: that it is ready again at this instant is no preemption. Detail: none. */
  givesWay: 67,

  // Subject: user thread. Detail: none.
  /** An instance of a periodic user thread is done: the n-th was released n periods after the arrival. */
  instanceEnd: 64,

  // Hazards. Subject: the user thread it befell. Detail: object.
  /** A store overwrote a value stored by another thread since this thread's load. */
  lostUpdate: 72,
  /** An unsafe list's element was gone between the check and the removal. */
  indexGone: 73,
  /** Unlocked, released or waited with what it does not hold: the thread ends there. */
  notHeld: 74,
  /** Locked a mutex that it holds already: it waits for itself. */
  selfDeadlock: 75,
  /** Its deadline, or that of an instance of it, has come and it is not done. Detail: none. */
  deadlineMiss: 76,
  /** Changed a variable because of the value that it had found there, and another thread had changed that meanwhile. */
  checkThenAct: 77,
} as const;
export type EventCode = (typeof EventCode)[keyof typeof EventCode];

export const DETAIL_BITS = 24;
/** Largest id or count that fits a record's detail. */
export const MAX_DETAIL = 2 ** (DETAIL_BITS - 1) - 1;

/** Takes records one by one: the journal that a run writes to, and whoever reads a trace. See `ChunkSink` for many at a time. */
export interface TraceSink {
  /** `time` in ns, never smaller than the call before. `detail` is −1 for none. */
  record(time: number, code: EventCode, subject: number, detail: number): void;
}
