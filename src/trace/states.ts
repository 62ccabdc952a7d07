/** What a user thread can be blocked for. */
export const BLOCKED_REASONS = [
  "io",
  "sleep",
  "lock",
  "queue",
  "semaphore",
  "condition",
  "barrier",
  "join",
  "gil",
  "throttled",
] as const;
export type BlockedReason = (typeof BLOCKED_REASONS)[number];

/**
 * States of a user thread as intervals show them. `stalled` is never recorded: a ready user thread is
 * stalled while its process is (see `stallBegin`), so that a stall of a million threads is one record.
 */
export const THREAD_STATES = [
  "new",
  "ready",
  "stalled",
  "running",
  "overhead",
  ...BLOCKED_REASONS,
  "terminated",
] as const;
export type ThreadState = (typeof THREAD_STATES)[number];

/** States of a kernel thread and of a core as intervals show them. */
export const KERNEL_STATES = ["ready", "running", "overhead", "blocked", "idle", "terminated"] as const;
export type KernelState = (typeof KERNEL_STATES)[number];
export const CORE_STATES = ["idle", "busy", "overhead"] as const;
export type CoreState = (typeof CORE_STATES)[number];
