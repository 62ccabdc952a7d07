import { assert, at } from "../../base/assert.ts";
import { BLOCKED_REASONS, THREAD_STATES } from "../../trace/states.ts";

/**
 * What a user thread that does not run waits for. `device`: its turn at a device with a queue; `room`: to put
 * into a full queue (`queue`: to take from an empty one).
 */
export const BLAME_CAUSES = [
  "core",
  "kernel-thread",
  "stalled",
  "overhead",
  "device",
  "room",
  ...BLOCKED_REASONS,
] as const;
export type BlameCause = (typeof BLAME_CAUSES)[number];

/** Index into BLAME_CAUSES of a state that is a cause by itself, by index into THREAD_STATES. */
export function causeOfState(state: number): number {
  const name = at(THREAD_STATES, state);
  const cause = BLAME_CAUSES.findIndex((candidate: string) => candidate === name);
  assert(cause >= 0, () => `${name} is no cause of waiting`);
  return cause;
}
