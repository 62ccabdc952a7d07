import { NONE } from "../base/ids.ts";

export const KernelState = { free: 0, created: 1, ready: 2, running: 3, blocked: 4, idle: 5 } as const;
export type KernelState = (typeof KernelState)[keyof typeof KernelState];

/** What core time is spent on: the user thread's program, or everything around it. */
export const Work = { program: 0, overhead: 1 } as const;
export type Work = (typeof Work)[keyof typeof Work];

/** Cores are numbered up to this, in 16 bits. */
export const MAX_CORE = 2 ** 15 - 1;

const INITIAL_CAPACITY = 64;

/** The kernel threads alive, as columns by id. With `reuseIds` an ended one's id goes to the next created. */
export class KernelThreadTable {
  readonly #reuseIds: boolean;
  #length = 0;
  #created = 0;
  /** Ids to use again, linked through `serial`. */
  #freeHead = NONE;
  state = new Uint8Array(INITIAL_CAPACITY);
  /** Number in order of creation: tells apart those that had one id after another. */
  serial = new Int32Array(INITIAL_CAPACITY);
  core = new Int16Array(INITIAL_CAPACITY);
  lastCore = new Int16Array(INITIAL_CAPACITY);
  /** Core time still to spend before the client is resumed, ns; as of the start of its present stay. */
  burst = new Float64Array(INITIAL_CAPACITY);
  work = new Uint8Array(INITIAL_CAPACITY);
  /** Rank of the event that ends the burst, where there is one. */
  rank = new Uint8Array(INITIAL_CAPACITY);

  constructor(reuseIds: boolean) {
    this.#reuseIds = reuseIds;
  }

  get capacity(): number {
    return this.state.length;
  }

  allocate(): number {
    let id = this.#freeHead;
    if (id === NONE) {
      if (this.#length === this.capacity) this.#grow();
      id = this.#length;
      this.#length += 1;
    } else {
      this.#freeHead = this.serial[id] as number;
    }
    this.state[id] = KernelState.created;
    this.serial[id] = this.#created;
    this.#created += 1;
    this.core[id] = NONE;
    this.lastCore[id] = NONE;
    this.burst[id] = 0;
    this.work[id] = Work.program;
    return id;
  }

  release(id: number): void {
    this.state[id] = KernelState.free;
    if (!this.#reuseIds) return;
    this.serial[id] = this.#freeHead;
    this.#freeHead = id;
  }

  #grow(): void {
    const capacity = this.capacity * 2;
    this.state = grown(this.state, new Uint8Array(capacity));
    this.serial = grown(this.serial, new Int32Array(capacity));
    this.core = grown(this.core, new Int16Array(capacity));
    this.lastCore = grown(this.lastCore, new Int16Array(capacity));
    this.burst = grown(this.burst, new Float64Array(capacity));
    this.work = grown(this.work, new Uint8Array(capacity));
    this.rank = grown(this.rank, new Uint8Array(capacity));
  }
}

function grown<T extends { set(from: T): void }>(from: T, to: T): T {
  to.set(from);
  return to;
}
