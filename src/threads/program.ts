/**
 * Programs in the form in which they run: instructions in parallel arrays, all programs of a run one
 * after another. A user thread needs no more than an index into them.
 */
export const Op = {
  /** The program is over. */
  end: 0,
  jump: 1,
  /** Sets the counter `b` to the number of turns `c`, or jumps to `a` where that is 0. */
  loopBegin: 2,
  /** Jumps back to `a` while turns are left on the counter `b`. */
  loopEnd: 3,
  /** Draws a branch of choice `a`. */
  choose: 4,
  /** Duration `a`. */
  compute: 5,
  /** Duration `a`, device `b` or NONE; blocking as the model says, always, never. */
  io: 6,
  ioBlocking: 7,
  ioNonblocking: 8,
  sleep: 9,
  yield: 10,
  lock: 11,
  unlock: 12,
  /** Semaphore `a`, `b` permits. */
  acquire: 13,
  release: 14,
  put: 15,
  take: 16,
  /** Condition `a`, mutex `b` or NONE to let go of meanwhile. A lock of the mutex follows. */
  wait: 17,
  signal: 18,
  broadcast: 19,
  barrier: 20,
  /** Variable `a` into the register; notes its version in the counter `b`, where it is a check. */
  load: 21,
  /** The register into variable `a`; `b`: the check because of which, or NONE. */
  store: 22,
  /** Adds `a` to the register. */
  add: 23,
  /** Looks at an unsafe list, before `remove` or `append` changes it. */
  look: 24,
  remove: 25,
  append: 26,
  /** Group `a`, `b` threads. */
  spawn: 27,
  /** Group `a`: the first of its name. */
  join: 28,
  /** Takes a job of pool `a`, or jumps to `b` where it is a stop marker. */
  takeJob: 29,
  endJob: 30,
  /** Duration `a`, without the interpreter lock where there is one. */
  computeWithoutGil: 31,
  /** Duration `a`, on a kernel thread of the pool where there is one; else as `computeWithoutGil`. */
  offload: 37,
  /** An instance of a periodic thread is over; the program begins again, at `a`, with the next. */
  endInstance: 32,
  /** Duration `a` until the present instance, job or thread has to be done. */
  deadline: 33,
  /** Read-write lock `a`. */
  readLock: 34,
  writeLock: 35,
  unlockShared: 36,
  /** Jumps to `a` unless the register is `b`. */
  branch: 38,
  /** Loads, adds `b` to and stores the atomic variable `a` at once; `c` as `b` of `store`. */
  updateAtomic: 39,
} as const;
export type Op = (typeof Op)[keyof typeof Op];

/** A choice among branches: cumulative weights, and where each branch begins. */
export interface Choice {
  readonly limits: Float64Array;
  readonly targets: Int32Array;
}

/** An `if` or `while`, in whose body its variable is changed: where the version seen is noted, and the value. */
export interface DataCheck {
  readonly counter: number;
  readonly value: number;
}

export interface Code {
  readonly ops: Uint8Array;
  readonly a: Int32Array;
  readonly b: Int32Array;
  readonly c: Int32Array;
  /** Number of the step within its program: its place in the random draws. */
  readonly step: Int32Array;
  readonly choices: readonly Choice[];
  readonly checks: readonly DataCheck[];
  /** Counters that the greediest program needs for its loops, traces and checks. */
  readonly counters: number;
}
