import type { Brand } from "./brand.ts";

/** Serial number of a user thread, in order of creation from 0. */
export type ThreadId = Brand<number, "ThreadId">;
/** Serial number of a kernel thread, in order of creation from 0. */
export type KernelThreadId = Brand<number, "KernelThreadId">;
/** A core, 0 … cores − 1. */
export type CoreId = Brand<number, "CoreId">;
/** A process, in order of declaration (under `processes` further ones follow in order of creation). */
export type ProcessId = Brand<number, "ProcessId">;
/** A shared object, in order of declaration. */
export type ObjectId = Brand<number, "ObjectId">;
/** A group of user threads: a `thread`, a pool's workers or a `spawn` step, in order of declaration. */
export type GroupId = Brand<number, "GroupId">;
/** Serial number of a job, in order of enqueueing from 0. */
export type JobId = Brand<number, "JobId">;

/** No id: the empty link, the idle core's kernel thread, the unmounted kernel thread's user thread. */
export const NONE = -1;
