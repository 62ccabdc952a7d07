import type { Ns } from "../base/time.ts";
import { ExactSums, summedNs } from "./exact-sums.ts";
import type { KernelTable } from "./kernel-table.ts";
import type { RecordTime } from "./record-time.ts";
import type { SeriesRecorder } from "./series-recorder.ts";

const IDLE = 0;
const BUSY = 1;
const OVERHEAD = 2;
const NEVER = -1;

/** What every core did: busy, overhead or idle, from time 0. Counts kernel switches (design rule 2) and migrations. */
export class CoreLedger {
  readonly #now: RecordTime;
  readonly #kernels: KernelTable;
  readonly #series: SeriesRecorder;
  readonly #state: Uint8Array;
  readonly #since: Float64Array;
  /** Serial number of the kernel thread that it ran last. */
  readonly #last: Float64Array;
  readonly #busy: Float64Array;
  readonly #overhead: Float64Array;
  readonly #warmupNs: number;
  /** Busy time of all cores during the warm-up. */
  #busyCold = 0;
  #switches = 0;
  #migrations = 0;

  constructor(
    {
      now,
      kernels,
      series,
    }: { readonly now: RecordTime; readonly kernels: KernelTable; readonly series: SeriesRecorder },
    cores: number,
    warmupNs: number,
  ) {
    this.#now = now;
    this.#kernels = kernels;
    this.#series = series;
    this.#warmupNs = warmupNs;
    this.#state = new Uint8Array(cores).fill(IDLE);
    this.#since = new Float64Array(cores);
    this.#last = new Float64Array(cores).fill(NEVER);
    this.#busy = new Float64Array(cores);
    this.#overhead = new Float64Array(cores);
  }

  get switches(): number {
    return this.#switches;
  }
  get migrations(): number {
    return this.#migrations;
  }

  /** Busy time of all cores during the warm-up. Only after {@link close}. */
  get busyDuringWarmupNs(): number {
    return this.#busyCold;
  }

  idle(core: number): void {
    this.#leave(core);
    this.#state[core] = IDLE;
  }

  busy(core: number, kernelThread: number): void {
    this.#leave(core);
    this.#state[core] = BUSY;
    this.#takeUp(core, kernelThread);
  }

  overhead(core: number, kernelThread: number): void {
    this.#leave(core);
    this.#state[core] = OVERHEAD;
    this.#takeUp(core, kernelThread);
  }

  /** One core's times; they sum to `endNs` exactly. Only after {@link close}. */
  of(
    core: number,
    endNs: number,
  ): { readonly busyNs: number; readonly overheadNs: number; readonly idleNs: number } {
    const busyNs = this.#busy[core] as number;
    const overheadNs = this.#overhead[core] as number;
    return { busyNs, overheadNs, idleNs: endNs - busyNs - overheadNs };
  }

  close(): void {
    for (let core = 0; core < this.#state.length; core += 1) this.#leave(core);
  }

  /** Sums over the cores. Only after {@link close}. */
  totals(endNs: number): { readonly busyNs: Ns; readonly overheadNs: Ns; readonly idleNs: Ns } {
    const sums = new ExactSums(3);
    for (let core = 0; core < this.#state.length; core += 1) {
      const { busyNs, overheadNs, idleNs } = this.of(core, endNs);
      sums.add(IDLE, idleNs);
      sums.add(BUSY, busyNs);
      sums.add(OVERHEAD, overheadNs);
    }
    return {
      busyNs: summedNs(sums.get(BUSY)),
      overheadNs: summedNs(sums.get(OVERHEAD)),
      idleNs: summedNs(sums.get(IDLE)),
    };
  }

  #takeUp(core: number, kernelThread: number): void {
    const serial = this.#kernels.serial(kernelThread);
    const last = this.#last[core] as number;
    if (last !== serial) {
      if (last !== NEVER) this.#switches += 1;
      this.#last[core] = serial;
    }
    if (this.#kernels.movesTo(kernelThread, core)) this.#migrations += 1;
  }

  #leave(core: number): void {
    const time = this.#now.ns;
    const since = this.#since[core] as number;
    if (time === since) return;
    const state = this.#state[core];
    if (state === BUSY) {
      this.#busy[core] = (this.#busy[core] as number) + (time - since);
      if (since < this.#warmupNs) this.#busyCold += Math.min(time, this.#warmupNs) - since;
      this.#series.busy(since, time);
    } else if (state === OVERHEAD) {
      this.#overhead[core] = (this.#overhead[core] as number) + (time - since);
    }
    this.#since[core] = time;
  }
}
