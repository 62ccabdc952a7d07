import type { Brand } from "./brand.ts";

/**
 * Ids as results show them. Inside the engine and in traces ids are plain integers, since there they are
 * indices of columns; where they leave, they are branded, so that a job's can't be taken for a thread's.
 */

/** Serial number of a user thread, in order of creation from 0. */
export type ThreadId = Brand<number, "ThreadId">;
/** Serial number of a job, in order of enqueueing from 0. */
export type JobId = Brand<number, "JobId">;

/** No id: the empty link, the idle core's kernel thread, the unmounted kernel thread's user thread. */
export const NONE = -1;
