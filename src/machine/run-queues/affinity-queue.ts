import { NONE } from "../../base/ids.ts";
import type { KernelPolicy } from "../policies/policy.ts";
import { GlobalQueue, weakest } from "./global-queue.ts";
import type { CoreView } from "./run-queues.ts";

/**
 * One queue for all cores, but not every kernel thread may run on every core: a core gets the first, in the
 * policy's order, that may run there. Takes time in proportion to those that stand before it and may not.
 */
export class AffinityQueue extends GlobalQueue {
  readonly #policy: KernelPolicy;
  readonly #cores: CoreView;
  /** Those passed over, to be put back. */
  readonly #passed: number[] = [];

  constructor(policy: KernelPolicy, cores: CoreView) {
    super(policy);
    this.#policy = policy;
    this.#cores = cores;
  }
  override pick(core: number, now: number): number {
    return takeFor(this.#policy, core, this.#cores, this.#passed, now);
  }
  override victim(running: Int32Array, now: number): number {
    if (this.#policy.candidate(now) === NONE) return NONE;
    let victim = NONE;
    for (;;) {
      const next = this.#policy.pick(now);
      if (next === NONE) break;
      this.#passed.push(next);
      victim = weakest(this.#policy, next, running, this.#cores.affinity(next), now);
      // Who gains over nobody at all is followed by others that do not either.
      if (victim !== NONE || weakest(this.#policy, next, running, null, now) === NONE) break;
    }
    putBack(this.#policy, this.#passed, now);
    return victim;
  }
}

/** Takes the first that may run on `core`, or NONE. `passed` is scratch, empty before and after. */
export function takeFor(
  policy: KernelPolicy,
  core: number,
  cores: CoreView,
  passed: number[],
  now: number,
): number {
  let found = NONE;
  for (;;) {
    const next = policy.pick(now);
    if (next === NONE) break;
    const allowed = cores.affinity(next);
    if (allowed === null || allowed[core] === 1) {
      found = next;
      break;
    }
    passed.push(next);
  }
  putBack(policy, passed, now);
  return found;
}

function putBack(policy: KernelPolicy, passed: number[], now: number): void {
  for (let next = passed.pop(); next !== undefined; next = passed.pop()) policy.putBack(next, now);
}
