import { assert } from "../base/assert.ts";
import { NONE } from "../base/ids.ts";
import { SlotTimers } from "../engine/slot-timers.ts";
import { EventCode } from "../trace/events.ts";
import type { KernelMachine, MachineParts } from "./kernel-machine.ts";
import { KernelState, KernelThreadTable, Work } from "./kernel-threads.ts";

/** Simulated time that one step takes, ns: times count steps and nothing else. */
export const STEP_NS = 1_000;
/** What a kernel thread does by itself at most before others may go ahead: a loop without any step on shared objects has no end. */
const LOCAL_TURNS = 64;
/** The one core. */
const CORE = 0;

/** In answer to {@link StepDirector.next}: no step is taken any more, or one that needs no kernel thread. */
export const Turn = { none: -2, elsewhere: -1 } as const;

/** Says who takes the next step. */
export interface StepDirector {
  /** Ends waiting that nothing has to be decided for; may wake kernel threads. */
  settle(): void;
  /** The kernel thread at rest that takes the next step; or a {@link Turn}. */
  next(): number;
  /** The step is over. */
  stepped(): void;
  /** The running kernel thread has given up its core of its own accord. */
  yielded(kernelThread: number): void;
}

type Parts = Pick<MachineParts, "reuseIds" | "clock" | "journal" | "client">;

/**
 * A machine that takes one step at a time, and asks its director whose it is: so that every order of steps
 * can be tried, with the thread library and the interpreter that all runs have. Kernel threads are carried
 * on to the point before their next step on something shared, and rest there until it is their turn.
 * Computing and waiting for time take no time: a step takes {@link STEP_NS}.
 */
export class SteppedMachine implements KernelMachine {
  readonly timers = new SlotTimers(1);
  readonly threads: KernelThreadTable;
  /** There is a step to be asked for: always, until there is none. */
  needsDispatch = true;
  readonly #parts: Parts;
  readonly #director: StepDirector;
  /** Kernel threads to be carried on to their next step, in the order in which they were woken. */
  readonly #woken: number[] = [];
  /** By kernel thread: what it may still do by itself before it has to rest. */
  readonly #turns: number[] = [];
  #onCore = NONE;
  #goesOn = false;
  #rests = false;

  constructor(parts: Parts, director: StepDirector) {
    this.#parts = parts;
    this.#director = director;
    this.threads = new KernelThreadTable(parts.reuseIds);
  }

  create(process: number): number {
    const kernelThread = this.threads.allocate();
    this.#record(EventCode.kernelNew, kernelThread, process);
    return kernelThread;
  }

  wake(kernelThread: number): void {
    this.threads.state[kernelThread] = KernelState.ready;
    this.#record(EventCode.kernelReady, kernelThread, NONE);
    this.#turns[kernelThread] ??= LOCAL_TURNS;
    this.#woken.push(kernelThread);
  }

  /** Work is done at once. */
  work(kernelThread: number): void {
    if (kernelThread === this.#onCore) this.#goesOn = !this.#rests;
  }

  /** There is never work that is not done. */
  cut(): number {
    return 0;
  }

  /** The running kernel thread stands before a step that is not its turn. */
  rest(): void {
    this.#rests = true;
  }

  isRunning(kernelThread: number): boolean {
    return kernelThread === this.#onCore;
  }

  isSwitching(): boolean {
    return false;
  }

  beginProgram(kernelThread: number): void {
    this.#parts.client.working(kernelThread, Work.program);
  }

  block(kernelThread: number, userThread: number): void {
    const isIdle = userThread === NONE;
    this.#leave(kernelThread, isIdle ? KernelState.idle : KernelState.blocked);
    this.#record(isIdle ? EventCode.kernelIdle : EventCode.kernelBlocked, kernelThread, userThread);
  }

  /** It goes on: whose turn it is, is decided at steps alone. */
  yield(kernelThread: number): void {
    this.#director.yielded(kernelThread);
    this.#goesOn = true;
  }

  exit(kernelThread: number): void {
    this.#leave(kernelThread, KernelState.free);
    this.threads.release(kernelThread);
    this.#record(EventCode.kernelEnd, kernelThread, NONE);
  }

  changed(): void {}

  fire(): void {
    assert(false, "a stepped machine has no timers");
  }

  /** One step: by whom, the director says. */
  dispatch(): void {
    this.#settle();
    const kernelThread = this.#director.next();
    if (kernelThread === Turn.none) {
      this.needsDispatch = false;
      if (this.#onCore === NONE) this.#record(EventCode.coreIdle, CORE, NONE);
      return;
    }
    const { clock } = this.#parts;
    if (kernelThread !== Turn.elsewhere) this.#takeUp(kernelThread);
    clock.advanceTo(clock.now + STEP_NS);
    this.#turns.fill(LOCAL_TURNS);
    if (kernelThread !== Turn.elsewhere) this.#carryOn(kernelThread);
    this.#settle();
    this.#director.stepped();
  }

  /** Brings everybody who can run before the next step. */
  #settle(): void {
    for (;;) {
      this.#director.settle();
      const next = this.#woken.shift();
      if (next === undefined) return;
      if ((this.#turns[next] ?? 0) <= 0) continue;
      this.#takeUp(next);
      this.#carryOn(next);
    }
  }

  /** Puts the kernel thread on the core, in place of the one there. */
  #takeUp(kernelThread: number): void {
    const before = this.#onCore;
    if (before === kernelThread) return;
    if (before !== NONE) {
      this.threads.state[before] = KernelState.ready;
      this.#parts.client.preempted(before);
      this.#record(EventCode.kernelReady, before, NONE);
    }
    this.#onCore = kernelThread;
    this.threads.state[kernelThread] = KernelState.running;
    this.#record(EventCode.coreBusy, CORE, kernelThread);
    this.beginProgram(kernelThread);
  }

  /** Lets it go on until it rests, has left the core, or has gone round for long enough. */
  #carryOn(kernelThread: number): void {
    const turns = this.#turns;
    this.#rests = false;
    do {
      this.#goesOn = false;
      turns[kernelThread] = (turns[kernelThread] ?? 0) - 1;
      this.#parts.client.resume(kernelThread);
    } while (this.#goesOn && (turns[kernelThread] ?? 0) > 0);
  }

  #leave(kernelThread: number, state: KernelState): void {
    assert(kernelThread === this.#onCore, () => `kernel thread ${kernelThread} is on no core`);
    this.threads.state[kernelThread] = state;
    this.#onCore = NONE;
  }

  #record(code: EventCode, subject: number, detail: number): void {
    this.#parts.journal.record(code, subject, detail);
  }
}
