import { at } from "../../src/base/assert.ts";
import { NONE } from "../../src/base/ids.ts";
import type { SimulationInput } from "../../src/threads/options.ts";
import type { Plan } from "../../src/threads/plan.ts";
import { EventCode, type TraceSink } from "../../src/trace/events.ts";
import { codeName, TraceState } from "./trace-state.ts";

/** Checks on every record, and whenever time moves on, that a run obeys the rules that hold for every run. */
export class CheckingSink implements TraceSink {
  readonly state: TraceState;
  readonly #plan: Plan;
  readonly #input: SimulationInput;
  readonly #log: string[] = [];
  /** Read-write locks that were last taken to read. */
  readonly #heldToRead = new Set<number>();

  constructor(plan: Plan) {
    this.#plan = plan;
    this.#input = plan.input;
    this.state = new TraceState(plan.meta);
  }

  record(time: number, code: EventCode, subject: number, detail: number): void {
    const { state } = this;
    this.#expect(Number.isSafeInteger(time) && time >= state.now, `time ${time} after ${state.now}`);
    if (time > state.now) this.#checkInstant();
    this.#log.push(`${time} ${codeName(code)} ${subject} ${detail}`);
    this.#checkLifeCycle(code, subject);
    state.record(time, code, subject, detail);
    if (code === EventCode.acquired || code === EventCode.acquiredRead) this.#checkExclusion(code, detail);
  }

  /** To be called when the run is over; `settled` where its last instant was not cut short. */
  close(endNs: number, settled: boolean): void {
    this.#expect(endNs >= this.state.now, `the run ends at ${endNs}, before its last record`);
    if (settled) this.#checkInstant();
    this.state.close(endNs);
    this.#checkTotals(endNs);
  }

  get #isShared(): boolean {
    return this.#input.machine.scheduler.policy === "processor-sharing";
  }

  #expect(condition: boolean, message: string): void {
    if (!condition) throw new Error(`${message}\n${this.#log.slice(-60).join("\n")}`);
  }

  #checkLifeCycle(code: EventCode, subject: number): void {
    if (code === EventCode.deadlineMiss || code === EventCode.instanceEnd) {
      const { arrival, end } = this.state.thread(subject);
      this.#expect(
        arrival !== null && end === null,
        `user thread ${subject} is not there to be late or done`,
      );
    }
    const isOfThread =
      code <= EventCode.blockedThrottled && code !== EventCode.threadNew && code !== EventCode.threadWake;
    if (!isOfThread) return;
    const thread = this.state.thread(subject);
    this.#expect(thread.end === null, `user thread ${subject} has ended, and goes on`);
    const arrives = code === EventCode.threadArrive;
    this.#expect(arrives === (thread.arrival === null), `user thread ${subject} and its arrival`);
  }

  /** Mutual exclusion: a mutex has one holder at a time, a read-write lock one writer or any number of readers. */
  #checkExclusion(code: EventCode, object: number): void {
    const kind = this.#input.objects[object]?.kind;
    if (kind === "semaphore") return;
    const holders = [...(this.state.holders.get(object) ?? [])];
    const sole = holders.length === 1 && holders[0]?.[1] === 1;
    const reads = code === EventCode.acquiredRead;
    this.#expect(!reads || kind === "rwlock", `${kind} ${object} is held to read`);
    const isAllowed = sole || (reads && this.#heldToRead.has(object));
    this.#expect(isAllowed, `${kind} ${object} is held by ${JSON.stringify(holders)}`);
    if (reads) this.#heldToRead.add(object);
    else this.#heldToRead.delete(object);
  }

  /** What has to be true between two instants. */
  #checkInstant(): void {
    this.#checkCores();
    this.#checkMounts();
    this.#checkWorkConservation();
    for (const process of this.#plan.processes.keys()) {
      this.#checkIdleKernelThreads(process);
      this.#checkStall(process);
    }
    for (const [id, object] of this.#input.objects.entries()) this.#checkLostWakeUp(id, object);
  }

  /** One kernel thread a core, one core a kernel thread; and the user thread on it does what the core says. */
  #checkCores(): void {
    const { state } = this;
    const taken = new Set<number>();
    for (const [id, core] of state.cores.entries()) {
      if (core.code === EventCode.coreIdle) continue;
      this.#expect(!taken.has(core.kernelThread), `kernel thread ${core.kernelThread} is on two cores`);
      taken.add(core.kernelThread);
      const there = state.kernelThread(core.kernelThread).state;
      this.#expect(
        there === "on a core",
        `core ${id} has kernel thread ${core.kernelThread}, which is ${there}`,
      );
    }
    // Under processor sharing more run than there are cores.
    const checked = this.#isShared ? [] : [...state.threads.entries()];
    for (const [id, thread] of checked) {
      const running = thread.code === EventCode.threadRunning;
      if (!running && thread.code !== EventCode.threadOverhead) continue;
      const wanted = running ? EventCode.coreBusy : EventCode.coreOverhead;
      const core = state.cores.findIndex((c) => c.code === wanted && c.kernelThread === thread.mountedOn);
      this.#expect(core !== NONE, `user thread ${id} does ${codeName(thread.code)} on no such core`);
      const tiedTo = this.#tiedTo(thread.group);
      this.#expect(
        tiedTo?.includes(core) ?? true,
        `user thread ${id} is on core ${core}, not one of its own`,
      );
    }
    for (const [id, kernelThread] of state.kernelThreads.entries()) {
      const onCore = kernelThread.state === "on a core";
      this.#expect(!onCore || taken.has(id), `kernel thread ${id} has left its core and is nowhere`);
    }
  }

  /** At most one user thread mounted on a kernel thread, which lives and isn't idle. Bound threads keep theirs. */
  #checkMounts(): void {
    const mounts = new Map<number, number>();
    for (const [id, thread] of this.state.threads.entries()) {
      if (thread.end !== null || thread.mountedOn === NONE) continue;
      const other = mounts.get(thread.mountedOn);
      this.#expect(other === undefined, `user threads ${other} and ${id} are mounted on one kernel thread`);
      mounts.set(thread.mountedOn, id);
      const isBound = this.#plan.meta.groups[thread.group]?.bound ?? false;
      const stays = thread.mountedOn === thread.firstMount;
      this.#expect(stays || !isBound, `user thread ${id} is bound, and changes its kernel thread`);
      const { state } = this.state.kernelThread(thread.mountedOn);
      const carries = state !== "ended" && state !== "idle" && state !== "new";
      this.#expect(carries, `user thread ${id} is mounted on a kernel thread that is ${state}`);
    }
  }

  /** No core idles while a kernel thread is ready that may run there. */
  #checkWorkConservation(): void {
    const { scheduler } = this.#input.machine;
    if (scheduler.policy !== "processor-sharing" && scheduler.stealing === false) return;
    const { cores, kernelThreads } = this.state;
    const idle = [...cores.keys()].filter((core) => cores[core]?.code === EventCode.coreIdle);
    if (idle.length === 0) return;
    for (const [id, { state, process }] of kernelThreads.entries()) {
      if (state !== "ready") continue;
      const kept = this.#groupsOf(id, process).every((group) => {
        const tiedTo = this.#tiedTo(group);
        return tiedTo !== null && !idle.some((core) => tiedTo.includes(core));
      });
      this.#expect(kept, `a core idles while kernel thread ${id} is ready`);
    }
  }

  /** The group of the user thread that the kernel thread carries; all that it may be while the trace has not told yet. */
  #groupsOf(kernelThread: number, process: number): number[] {
    const { groups } = this.#plan.meta;
    const carried = this.state.threads.find(
      ({ end, mountedOn }) => end === null && mountedOn === kernelThread,
    );
    if (carried !== undefined) return [carried.group];
    return [...groups.keys()].filter((group) => groups[group]?.process === process);
  }

  /** The cores to which a group's user threads are tied; null where they are not, or don't keep their kernel threads, or share the cores. */
  #tiedTo(group: number): readonly number[] | null {
    const { affinity, process, bound } = at(this.#plan.meta.groups, group);
    const keeps = bound || at(this.#plan.processes, process).model.keepsKernelThread;
    return keeps && !this.#isShared ? (affinity ?? null) : null;
  }

  /** A process is stalled while all the kernel threads it may have for unbound user threads are blocked in the kernel. */
  #checkStall(process: number): void {
    const { kernelThreads, threads, stalled } = this.state;
    const boundTo = new Set(
      threads.filter(({ group }) => this.#plan.meta.groups[group]?.bound).map(({ mountedOn }) => mountedOn),
    );
    // Nothing but time keeps these from running: they count as ready.
    const throttled = new Set(
      threads.filter(({ code }) => code === EventCode.blockedThrottled).map(({ mountedOn }) => mountedOn),
    );
    const blocked = [...kernelThreads.entries()].filter(
      ([id, view]) =>
        view.process === process && view.state === "blocked" && !boundTo.has(id) && !throttled.has(id),
    );
    const model = this.#plan.processes[process]?.model;
    const all = model?.maxKernelThreads;
    if (model !== undefined && model.onBlock !== null) {
      // The trace does not say who has lost a slot; but where all that may be are blocked, nobody carries.
      const most = model.onBlock.mostKernelThreads;
      this.#expect(stalled.has(process) || blocked.length < most, `process ${process} is not stalled`);
      this.#expect(!stalled.has(process) || blocked.length >= (all ?? 0), `process ${process} is stalled`);
      return;
    }
    this.#expect(
      stalled.has(process) === (blocked.length === all),
      `process ${process}: ${blocked.length} of ${all} kernel threads are blocked, stalled: ${stalled.has(process)}`,
    );
  }

  /**
   * A thread that is mounted when its kernel thread is woken says so only when it runs, so a ready kernel
   * thread without a user thread stands for one that is about to carry somebody.
   */
  #checkIdleKernelThreads(process: number): void {
    const { kernelThreads, threads } = this.state;
    const own = [...kernelThreads.entries()].filter(([, view]) => view.process === process);
    if (!own.some(([, { state }]) => state === "idle")) return;
    // Where blocked kernel threads are replaced, one too many idles when they are back; and who waits for a pool's
    // kernel threads has no use for others.
    const { onBlock, runtime } = at(this.#plan.processes, process).model;
    if (onBlock !== null || (runtime !== null && runtime.pool > 0)) return;
    const carrying = new Set(threads.filter(({ end }) => end === null).map(({ mountedOn }) => mountedOn));
    const aboutToCarry = own.filter(([id, { state }]) => state === "ready" && !carrying.has(id));
    const waiting = threads.filter(
      ({ code, mountedOn, group }) =>
        (code === EventCode.threadReady || code === EventCode.threadArrive) &&
        mountedOn === NONE &&
        this.#plan.meta.groups[group]?.process === process,
    );
    this.#expect(
      waiting.length <= aboutToCarry.length,
      `${waiting.length} user threads wait for a kernel thread of process ${process}, and one is idle`,
    );
  }

  /** Nobody waits for what is there. */
  #checkLostWakeUp(id: number, object: SimulationInput["objects"][number]): void {
    const { state } = this;
    const waits = (code: EventCode) => state.threads.some((t) => t.code === code && t.detail === id);
    const value = state.values.get(id);
    switch (object.kind) {
      case "mutex":
        // Free, and one on its way to try again; or kept from those who wait by the ceiling of another.
        if (object.order === "barging" || object.protocol === "ceiling") return;
        if ((state.holders.get(id)?.size ?? 0) > 0) return;
        this.#expect(!waits(EventCode.blockedLock), `somebody waits for mutex ${object.name}, which is free`);
        return;
      case "rwlock":
        if ((state.holders.get(id)?.size ?? 0) > 0) return;
        this.#expect(!waits(EventCode.blockedLock), `somebody waits for ${object.name}, which is free`);
        return;
      case "semaphore":
        if ((value ?? object.count) === 0) return;
        // With two or more permits wanted, one permit may be too few.
        if ((value ?? object.count) < 2) return;
        this.#expect(!waits(EventCode.blockedSemaphore), `somebody waits for ${object.name} at ${value}`);
        return;
      case "queue": {
        const length = value ?? 0;
        if (length === 0 || length === object.capacity) return;
        this.#expect(!waits(EventCode.blockedQueue), `somebody waits for ${object.name} of length ${length}`);
        return;
      }
      default:
        return;
    }
  }

  /** Rule 3, from the records alone: ledgers sum to turnarounds, and what threads ran is what cores did. */
  #checkTotals(endNs: number): void {
    const { threads, cores } = this.state;
    let running = 0;
    let overhead = 0;
    for (const [id, thread] of threads.entries()) {
      running += thread.spent.running ?? 0;
      overhead += thread.spent.overhead ?? 0;
      if (thread.arrival === null) continue;
      const sum = Object.values(thread.spent).reduce((total, spent) => total + spent, 0);
      const lived = (thread.end ?? endNs) - thread.arrival;
      this.#expect(sum === lived, `the ledger of user thread ${id} sums to ${sum}, and it lived ${lived}`);
    }
    const total = (name: string) => cores.reduce((sum, core) => sum + (core.spent[name] ?? 0), 0);
    this.#expect(
      this.#isShared || running === total("coreBusy"),
      `threads ran ${running}, cores ${total("coreBusy")}`,
    );
    this.#expect(
      this.#isShared || overhead === total("coreOverhead"),
      `overhead ${overhead}, of cores ${total("coreOverhead")}`,
    );
    for (const core of cores) {
      const sum = Object.values(core.spent).reduce((all, spent) => all + spent, 0);
      this.#expect(sum === endNs, `a core accounts for ${sum} of ${endNs}`);
    }
  }
}
