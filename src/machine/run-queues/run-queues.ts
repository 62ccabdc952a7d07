import type { EnqueueReason } from "../policies/policy.ts";

/** What run queues may ask about cores. */
export interface CoreView {
  readonly cores: number;
  /** Core that a kernel thread is or was last on, or `NONE`. */
  lastCore(kernelThread: number): number;
  isIdle(core: number): boolean;
  /** By core: 1 where the kernel thread may run; null = anywhere. */
  affinity(kernelThread: number): Uint8Array | null;
}

/** Where ready kernel threads wait, and which of them a core gets. What `KernelPolicy` is for one queue, with cores. */
export interface RunQueues {
  /** Kernel threads waiting, for any core. */
  readonly length: number;
  readonly preemptive: boolean;
  readonly predictive: boolean;
  /** An idle core for which none waits may `steal`. */
  readonly steals: boolean;
  /** A kernel thread picked for one idle core may be given another. */
  readonly shared: boolean;
  enqueue(kernelThread: number, reason: EnqueueReason, now: number): void;
  /** Takes the kernel thread that `core` shall run now; `NONE` if there is none for it. */
  pick(core: number, now: number): number;
  /** Takes, from another core's queue, one that `core` shall run now; or `NONE`. */
  steal(core: number, now: number): number;
  /** The core whose kernel thread has to leave for one that waits, or `NONE`. `running` is by core; `NONE` = not to be preempted. */
  victim(running: Int32Array, now: number): number;
  /** See `KernelPolicy.begin`. */
  begin(core: number, kernelThread: number, now: number): number;
  charge(core: number, kernelThread: number, ran: number, now: number): void;
  leave(core: number, kernelThread: number, now: number): void;
  update(kernelThread: number, now: number): void;
}
