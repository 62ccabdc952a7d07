import type { OptionsOf } from "../../base/option-spec.ts";
import { USER_SCHEDULERS } from "../schedulers/registry.ts";

/** Options of the models in which user threads share kernel threads. */
export const SCHEDULER = {
  type: "variant",
  tag: "policy",
  variants: USER_SCHEDULERS,
  default: "fifo",
  doc: "which ready user thread a kernel thread takes up",
} as const;
export const PREEMPT = {
  type: "duration",
  default: null,
  doc: "user-level quantum; without it a user thread runs until it blocks or yields",
} as const;
type UserLevelOptions = OptionsOf<{
  readonly scheduler: typeof SCHEDULER;
  readonly preempt: typeof PREEMPT;
}>;

/** Longest run of a user thread while others wait, ns; Infinity for no preemption of any kind. */
export function userQuantum({ scheduler, preempt }: UserLevelOptions): number {
  if (preempt !== null) return preempt;
  if (scheduler.policy === "round-robin") return scheduler.quantum;
  // No quantum, but one that may end at any time.
  if (scheduler.policy === "priority" && scheduler.preemptive) return Number.MAX_SAFE_INTEGER;
  return Number.POSITIVE_INFINITY;
}

/** `name (detail, …)`, with what differs from the defaults. */
export function labelOf(
  name: string,
  details: readonly string[],
  options: UserLevelOptions & { readonly io: "blocking" | "nonblocking" },
): string {
  const shown = [...details];
  if (options.scheduler.policy !== "fifo") shown.push(options.scheduler.policy);
  if (options.io === "nonblocking") shown.push("non-blocking I/O");
  return shown.length === 0 ? name : `${name} (${shown.join(", ")})`;
}
