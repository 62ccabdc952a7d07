import { at, unreachable } from "../base/assert.ts";
import type { Duration } from "../base/distribution.ts";
import { NONE } from "../base/ids.ts";
import type { Step } from "./options.ts";
import { type Choice, type Code, type DataCheck, Op } from "./program.ts";

/** What the assembler asks of its surroundings: numbers for names. */
export interface Names {
  mutex(name: string): number;
  rwlock(name: string): number;
  isRwlock(name: string): boolean;
  semaphore(name: string): number;
  queue(name: string): number;
  condition(name: string): number;
  barrier(name: string): number;
  variable(name: string): { readonly index: number; readonly atomic: boolean };
  list(name: string): { readonly index: number; readonly safe: boolean };
  device(name: string): number;
  /** Number of a duration; `counter` is the counter that a trace may use to count its occurrences. */
  duration(duration: Duration, counter: () => number): number;
  /** The same for computing, which takes longer in some runtimes. */
  work(duration: Duration, counter: () => number): number;
  /** Declares a spawned group; its program is assembled later. */
  spawned(name: string, program: readonly Step[]): number;
  /** The first group of that name spawned. */
  joined(name: string): number;
}

/** Steps that are a duration and no more. */
const TIMED = {
  compute: Op.compute,
  native: Op.computeWithoutGil,
  offload: Op.offload,
  sleep: Op.sleep,
  deadline: Op.deadline,
} as const;

type VariableStep = Extract<Step, { kind: "load" | "store" | "update" }>;
/** Steps that decide what comes next. */
type ControlStep = Extract<Step, { kind: "repeat" | "forever" | "if" | "while" | "choose" }>;
type ConditionalStep = Extract<Step, { kind: "if" | "while" }>;
type ConditionStep = Extract<Step, { kind: "wait" | "signal" | "broadcast" }>;
/** Steps on mutexes and read-write locks. */
type LockStep = Extract<
  Step,
  { kind: "lock" | "unlock" | "locked" | "readLock" | "writeLock" | "readLocked" | "writeLocked" }
>;

/** Turns programs into instructions, one program after another. */
export class Assembler {
  readonly #names: Names;
  readonly #ops: number[] = [];
  readonly #a: number[] = [];
  readonly #b: number[] = [];
  readonly #c: number[] = [];
  readonly #step: number[] = [];
  readonly #choices: Choice[] = [];
  readonly #checks: DataCheck[] = [];
  /** By variable, the check in whose body we are, by number. */
  readonly #checkOf = new Map<number, number>();
  #programStart = 0;
  #counters = 0;
  #mostCounters = 0;

  constructor(names: Names) {
    this.#names = names;
  }

  /** Assembles a program that runs once; returns where it begins. */
  program(steps: readonly Step[]): number {
    this.#begin();
    this.#body(steps);
    this.#emit(Op.end);
    return this.#programStart;
  }

  /** Assembles a program that runs once a period. */
  periodic(steps: readonly Step[]): number {
    this.#begin();
    this.#body(steps);
    this.#emit(Op.endInstance, this.#programStart);
    return this.#programStart;
  }

  /** Assembles the program of a pool's worker: takes jobs until it meets a stop marker. */
  worker(pool: number, job: readonly Step[]): number {
    this.#begin();
    const take = this.#emit(Op.takeJob, pool);
    this.#body(job);
    this.#emit(Op.endJob, pool);
    this.#emit(Op.jump, take);
    this.#b[take] = this.#emit(Op.end);
    return this.#programStart;
  }

  code(): Code {
    return {
      ops: Uint8Array.from(this.#ops),
      a: Int32Array.from(this.#a),
      b: Int32Array.from(this.#b),
      c: Int32Array.from(this.#c),
      step: Int32Array.from(this.#step),
      choices: this.#choices,
      checks: this.#checks,
      counters: this.#mostCounters,
    };
  }

  #begin(): void {
    this.#programStart = this.#ops.length;
    this.#counters = 0;
  }

  /** A counter of the program's own. */
  readonly #counter = (): number => {
    const counter = this.#counters;
    this.#counters += 1;
    this.#mostCounters = Math.max(this.#mostCounters, this.#counters);
    return counter;
  };

  #emit(op: Op, a: number = NONE, b: number = NONE, c: number = NONE): number {
    const index = this.#ops.length;
    this.#ops.push(op);
    this.#a.push(a);
    this.#b.push(b);
    this.#c.push(c);
    this.#step.push(index - this.#programStart);
    return index;
  }

  #timed(kind: keyof typeof TIMED, duration: Duration): void {
    const computes = kind === "compute" || kind === "native" || kind === "offload";
    this.#emit(TIMED[kind], computes ? this.#work(duration) : this.#duration(duration));
  }

  #work(duration: Duration): number {
    return this.#names.work(duration, this.#counter);
  }

  #duration(duration: Duration): number {
    return this.#names.duration(duration, this.#counter);
  }

  #body(steps: readonly Step[]): void {
    for (const step of steps) this.#assemble(step);
  }

  #assemble(step: Step): void {
    const names = this.#names;
    switch (step.kind) {
      case "compute":
      case "native":
      case "offload":
      case "sleep":
      case "deadline":
        this.#timed(step.kind, step.for);
        return;
      case "io":
        this.#io(step.nonblocking, step.for, step.device);
        return;
      case "yield":
        this.#emit(Op.yield);
        return;
      case "lock":
      case "unlock":
      case "locked":
      case "readLock":
      case "writeLock":
      case "readLocked":
      case "writeLocked":
        this.#lockStep(step);
        return;
      case "acquire":
      case "release":
        this.#emit(Op[step.kind], names.semaphore(step.semaphore), step.count);
        return;
      case "put":
      case "take":
        this.#emit(Op[step.kind], names.queue(step.queue));
        return;
      case "wait":
      case "signal":
      case "broadcast":
        this.#conditionStep(step);
        return;
      case "barrier":
        this.#emit(Op.barrier, names.barrier(step.barrier));
        return;
      case "load":
      case "store":
      case "update":
        this.#variableStep(step);
        return;
      case "add":
        this.#emit(Op.add, step.amount);
        return;
      case "remove":
      case "append":
        this.#listStep(step.kind, step.list, step.window);
        return;
      case "repeat":
      case "forever":
      case "if":
      case "while":
      case "choose":
        this.#controlFlow(step);
        return;
      case "spawn":
        this.#emit(Op.spawn, names.spawned(step.name, step.program), step.count);
        return;
      case "join":
        this.#emit(Op.join, names.joined(step.name));
        return;
      default:
        unreachable(step);
    }
  }

  #controlFlow(step: ControlStep): void {
    switch (step.kind) {
      case "repeat":
        this.#repeat(step.times, step.body);
        return;
      case "forever":
        this.#forever(step.body);
        return;
      case "if":
      case "while":
        this.#conditional(step);
        return;
      case "choose":
        this.#choose(step.branches);
        return;
      default:
        unreachable(step);
    }
  }

  #conditionStep(step: ConditionStep): void {
    if (step.kind === "wait") this.#wait(step.condition, step.mutex);
    else this.#emit(Op[step.kind], this.#names.condition(step.condition));
  }

  #variableStep(step: VariableStep): void {
    const { index, atomic } = this.#names.variable(step.variable);
    const check = this.#checkOf.get(index) ?? NONE;
    switch (step.kind) {
      case "load":
        this.#emit(Op.load, index);
        return;
      case "store":
        this.#emit(Op.store, index, check);
        return;
      case "update":
        if (!atomic) this.#emit(Op.load, index);
        this.#emit(Op.compute, this.#work(step.window));
        if (atomic) this.#emit(Op.updateAtomic, index, step.amount, check);
        else {
          this.#emit(Op.add, step.amount);
          this.#emit(Op.store, index, check);
        }
        return;
      default:
        unreachable(step);
    }
  }

  /** load, branch, body; a loop jumps back, and who finds another value does what is to be done otherwise. */
  #conditional(step: ConditionalStep): void {
    const { index } = this.#names.variable(step.variable);
    const outer = this.#checkOf.get(index);
    // Within another check of the same variable the later look counts, for both.
    const counter = outer === undefined ? this.#counter() : at(this.#checks, outer).counter;
    const load = this.#emit(Op.load, index, counter);
    const branch = this.#emit(Op.branch, NONE, step.value);
    this.#checkOf.set(index, this.#checks.length);
    this.#checks.push({ counter, value: step.value });
    this.#body(step.body);
    if (outer === undefined) this.#checkOf.delete(index);
    else this.#checkOf.set(index, outer);
    if (step.kind === "while") this.#emit(Op.jump, load);
    const skip = step.kind === "if" && step.otherwise.length > 0 ? this.#emit(Op.jump) : NONE;
    this.#a[branch] = this.#ops.length;
    if (step.kind === "if") this.#body(step.otherwise);
    if (skip !== NONE) this.#a[skip] = this.#ops.length;
  }

  #lockStep(step: LockStep): void {
    const names = this.#names;
    switch (step.kind) {
      case "lock":
        this.#emit(Op.lock, names.mutex(step.mutex));
        return;
      case "unlock":
        if (names.isRwlock(step.mutex)) this.#emit(Op.unlockShared, names.rwlock(step.mutex));
        else this.#emit(Op.unlock, names.mutex(step.mutex));
        return;
      case "readLock":
      case "writeLock":
        this.#emit(Op[step.kind], names.rwlock(step.rwlock));
        return;
      case "locked": {
        const mutex = names.mutex(step.mutex);
        this.#around(Op.lock, Op.unlock, mutex, step.body);
        return;
      }
      case "readLocked":
        this.#around(Op.readLock, Op.unlockShared, names.rwlock(step.rwlock), step.body);
        return;
      case "writeLocked":
        this.#around(Op.writeLock, Op.unlockShared, names.rwlock(step.rwlock), step.body);
        return;
      default:
        unreachable(step);
    }
  }

  #around(lock: Op, unlock: Op, object: number, body: readonly Step[]): void {
    this.#emit(lock, object);
    this.#body(body);
    this.#emit(unlock, object);
  }

  #forever(body: readonly Step[]): void {
    const start = this.#ops.length;
    this.#body(body);
    this.#emit(Op.jump, start);
  }

  #io(nonblocking: boolean | null, duration: Duration, device: string | null): void {
    const op = nonblocking === null ? Op.io : nonblocking ? Op.ioNonblocking : Op.ioBlocking;
    this.#emit(op, this.#duration(duration), device === null ? NONE : this.#names.device(device));
  }

  #wait(condition: string, mutex: string | null): void {
    const mutexIndex = mutex === null ? NONE : this.#names.mutex(mutex);
    this.#emit(Op.wait, this.#names.condition(condition), mutexIndex);
    if (mutexIndex !== NONE) this.#emit(Op.lock, mutexIndex);
  }

  /** A safe list does its work and changes in one step; an unsafe one is looked at, and changed after the window. */
  #listStep(kind: "remove" | "append", name: string, window: Duration): void {
    const { index, safe } = this.#names.list(name);
    if (safe) {
      this.#emit(Op.compute, this.#work(window));
      this.#emit(Op.look, index);
    } else {
      this.#emit(Op.look, index);
      this.#emit(Op.compute, this.#work(window));
    }
    this.#emit(Op[kind], index);
  }

  #repeat(times: number, body: readonly Step[]): void {
    const counter = this.#counter();
    const begin = this.#emit(Op.loopBegin, NONE, counter, times);
    this.#body(body);
    this.#emit(Op.loopEnd, begin + 1, counter);
    this.#a[begin] = this.#ops.length;
  }

  #choose(branches: readonly { readonly weight: number; readonly body: readonly Step[] }[]): void {
    const limits = new Float64Array(branches.length);
    const targets = new Int32Array(branches.length);
    this.#emit(Op.choose, this.#choices.length);
    this.#choices.push({ limits, targets });
    const exits: number[] = [];
    let total = 0;
    branches.forEach((branch, i) => {
      total += branch.weight;
      limits[i] = total;
      targets[i] = this.#ops.length;
      this.#body(branch.body);
      exits.push(this.#emit(Op.jump));
    });
    for (const exit of exits) this.#a[exit] = this.#ops.length;
  }
}
