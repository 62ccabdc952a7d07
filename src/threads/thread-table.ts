import { NONE } from "../base/ids.ts";

/** It has found a spin lock taken, and said so; see `ThreadTable.phase`. */
export const SPINS = 3;
/** A job has been handed over to a worker that waits at its `takeJob`; see `ThreadTable.phase`. */
export const HANDED_OVER = 2;

const INITIAL_CAPACITY = 64;

/** Which columns a run needs at all. */
export interface ThreadFeatures {
  /** User-level preemption, an interpreter lock, or devices with a queue. */
  readonly remaining: boolean;
  /** Variables or lists. */
  readonly register: boolean;
  readonly jobs: boolean;
  readonly spawn: boolean;
  /** Mutexes whose handing over takes time. */
  readonly handoff: boolean;
  /** Something orders user threads by priority. */
  readonly priority: boolean;
  /** Processes with a quota of core time. */
  readonly quotas: boolean;
  /** Kernel threads that lose their slots when they block. */
  readonly slots: boolean;
  /** An interpreter lock. */
  readonly gil: boolean;
  /** Some user thread is periodic or has a deadline, or the kernel policy goes by deadlines. */
  readonly deadlines: boolean;
  /** Draws of chance, or something else that counts them: the identity and the number of draws of each user thread. */
  readonly draws: boolean;
  /** Devices, or threads that are joined: what a blocked user thread waits for. */
  readonly device: boolean;
  /** User threads are told apart by their place in the group: started `after` one, or with values of a `trace`. */
  readonly index: boolean;
  /** User threads share kernel threads, in some process. */
  readonly shared: boolean;
  /** Something remembers user threads that may have ended: kernel threads that are shared, objects, parents. */
  readonly serial: boolean;
  /** Counters a thread needs for its loops and traces. */
  readonly counters: number;
}

/**
 * The user threads alive, as columns by id: what a user thread costs while it lives. With `reuseIds` an
 * ended one's id goes to the next created. Columns that a run does not need stay empty.
 */
export class ThreadTable {
  readonly #reuseIds: boolean;
  readonly #features: ThreadFeatures;
  readonly #processOfGroup: Int32Array;
  readonly #hasSerial: boolean;
  /** It has columns that few runs have. */
  readonly #isRich: boolean;
  #length = 0;
  #created = 0;
  #freeHead = NONE;
  #capacity = 0;
  /** The event that began its present state. */
  state = new Uint8Array(0);
  /** Next instruction. */
  pc = new Int32Array(0);
  /** Next in the one queue it may stand in. */
  next = new Int32Array(0);
  /** Where it is mounted, or NONE. */
  kernelThread = new Int32Array(0);
  group = new Int32Array(0);
  index = new Int32Array(0);
  /** Whom its draws belong to; see `mixIdentity`. A worker's is its job's. */
  identity = new Int32Array(0);
  /** Draws made so far: the occurrence of the next. */
  draws = new Int32Array(0);
  /** How far the present instruction has come; 0 = at its beginning. */
  phase = new Uint8Array(0);
  /** Device it waits for. */
  device = new Int32Array(0);
  /** Its start has been paid for. */
  started = new Uint8Array(0);
  /** Core time left after a user-level preemption, or service time asked of a busy device; ns. */
  remaining = new Float64Array(0);
  /** Integers of 32 bits, as in a machine: past the largest they go on from the smallest. */
  register = new Int32Array(0);
  /** When its present instance was released, and when that has to be done (Infinity: whenever); ns. */
  released = new Float64Array(0);
  deadline = new Float64Array(0);
  /** How many instances, the present one and those behind it, have missed their deadlines. */
  missed = new Int32Array(0);
  /** The variable or list it last looked at, and its version then. */
  seenObject = new Int32Array(0);
  seenVersion = new Int32Array(0);
  /** The job it works on or has been handed. */
  job = new Int32Array(0);
  /** Its number among the jobs of its pool. */
  jobIndex = new Int32Array(0);
  /** Number in order of creation: tells apart those that had one id after another. */
  serial = new Int32Array(0);
  /** Its priority now, as scenarios count; the base priority, or a higher one it has lent to it. */
  priority = new Int16Array(0);
  /** Core time that it has to spend before its program goes on, when it is mounted; ns. */
  owed = new Float64Array(0);
  /** Who spawned it, and that one's serial number. */
  parent = new Int32Array(0);
  parentSerial = new Int32Array(0);
  /** When its present wait for the GIL began, ns. */
  gilSince = new Float64Array(0);
  /** `features.counters` per thread. */
  counters = new Int32Array(0);

  /** `processOfGroup`: the process that the user threads of each group belong to. */
  constructor(reuseIds: boolean, features: ThreadFeatures, processOfGroup: Int32Array) {
    this.#reuseIds = reuseIds;
    this.#processOfGroup = processOfGroup;
    this.#features = features;
    const { serial, device, remaining, register, spawn, counters } = features;
    this.#hasSerial = serial;
    this.#isRich = device || remaining || register || spawn || counters > 0;
    this.#resize(INITIAL_CAPACITY);
  }

  process(thread: number): number {
    return this.#processOfGroup[this.group[thread] as number] as number;
  }

  /** Makes room for this many more at once, so that a large group does not grow by doubling. */
  reserve(count: number): void {
    const needed = this.#length + count;
    // At least doubled: threads that arrive one by one reserve a place each.
    if (needed > this.#capacity) this.#resize(Math.max(needed, this.#capacity * 2));
  }

  /** User threads created so far. */
  get created(): number {
    return this.#created;
  }

  /** A fresh user thread, unmounted, at the beginning of its program. */
  allocate(): number {
    let id = this.#freeHead;
    if (id === NONE) {
      if (this.#length === this.#capacity) this.#resize(this.#capacity * 2);
      id = this.#length;
      this.#length += 1;
    } else {
      this.#freeHead = this.next[id] as number;
    }
    this.next[id] = NONE;
    this.kernelThread[id] = NONE;
    this.phase[id] = 0;
    this.started[id] = 0;
    if (this.#hasSerial) this.serial[id] = this.#created;
    if (this.#isRich) this.#beginRich(id);
    this.#created += 1;
    return id;
  }

  /** The beginning of what few runs have columns for. */
  #beginRich(id: number): void {
    const { device, remaining, register, spawn, counters } = this.#features;
    if (device) this.device[id] = NONE;
    if (remaining) this.remaining[id] = 0;
    if (register) {
      this.register[id] = 0;
      this.seenObject[id] = NONE;
    }
    if (spawn) this.parent[id] = NONE;
    if (counters > 0) this.counters.fill(0, id * counters, (id + 1) * counters);
  }

  /** The user thread has ended and stands in no queue. */
  release(id: number): void {
    if (!this.#reuseIds) return;
    this.next[id] = this.#freeHead;
    this.#freeHead = id;
  }

  #resize(capacity: number): void {
    const features = this.#features;
    this.#capacity = capacity;
    this.state = resized(this.state, new Uint8Array(capacity));
    this.phase = resized(this.phase, new Uint8Array(capacity));
    this.started = resized(this.started, new Uint8Array(capacity));
    const ints = () => new Int32Array(capacity);
    this.pc = resized(this.pc, ints());
    this.next = resized(this.next, ints());
    this.kernelThread = resized(this.kernelThread, ints());
    this.group = resized(this.group, ints());
    if (features.index) this.index = resized(this.index, ints());
    if (features.draws) {
      this.identity = resized(this.identity, ints());
      this.draws = resized(this.draws, ints());
    }
    if (features.device) this.device = resized(this.device, ints());
    if (features.serial) this.serial = resized(this.serial, ints());
    if (features.remaining) this.remaining = resized(this.remaining, new Float64Array(capacity));
    if (features.register) {
      this.register = resized(this.register, ints());
      this.seenObject = resized(this.seenObject, ints());
      this.seenVersion = resized(this.seenVersion, ints());
    }
    if (features.deadlines) {
      this.released = resized(this.released, new Float64Array(capacity));
      this.deadline = resized(this.deadline, new Float64Array(capacity));
      this.missed = resized(this.missed, ints());
    }
    if (features.jobs) {
      this.job = resized(this.job, ints());
      this.jobIndex = resized(this.jobIndex, ints());
    }
    if (features.spawn) {
      this.parent = resized(this.parent, ints());
      this.parentSerial = resized(this.parentSerial, ints());
    }
    if (features.handoff) this.owed = resized(this.owed, new Float64Array(capacity));
    if (features.priority) this.priority = resized(this.priority, new Int16Array(capacity));
    if (features.gil) this.gilSince = resized(this.gilSince, new Float64Array(capacity));
    if (features.counters > 0) {
      this.counters = resized(this.counters, new Int32Array(capacity * features.counters));
    }
  }
}

/** The longer array `to`, with the values of `from`. */
function resized<T extends { set(from: T): void }>(from: T, to: T): T {
  to.set(from);
  return to;
}
