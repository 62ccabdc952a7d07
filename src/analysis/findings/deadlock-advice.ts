import type { ObjectKind } from "../../trace/meta.ts";
import { countOf } from "../names.ts";
import type { Wait } from "./waits-for.ts";

/** A wait, and of what kind the object is that it is for. */
export interface KnownWait {
  readonly wait: Wait;
  readonly kind: ObjectKind | null;
}

/** What keeps such a circle of waiting from closing, by what its members wait for. */
export function circleAdvice(circle: readonly KnownWait[], kernelThreads: number): string {
  const [only] = circle;
  if (circle.length === 1 && only?.wait.kind === "object")
    return "Do not take a lock again while holding it; split off a part that expects it to be held.";
  if (circle.some(({ wait }) => wait.kind === "stalled")) {
    return (
      `Let who waits give up its kernel thread (user threads that share kernel threads, locks of \`scope: user\`), ` +
      `or allow more than ${countOf(kernelThreads, "kernel thread")}: one more than may wait at a time.`
    );
  }
  if (circle.every(({ kind }) => kind === "mutex" || kind === "rwlock"))
    return "Take these locks in one order everywhere, or hold only one of them at a time.";
  return (
    "Do not wait for others while holding what they need: give it back first, " +
    "or let what is waited for draw on a pool of its own."
  );
}

/** What would have ended waits that nobody can end any more, by what the first of them is for. */
export function endlessAdvice(waits: readonly KnownWait[]): string {
  const [first] = waits;
  if (first?.wait.kind === "object" && first.wait.ended)
    return "Give back what is held on every path, before the end: `locked … do` does.";
  switch (first?.kind) {
    case "condition":
      return "Look for the reason to wait under the lock that `wait` lets go of, and signal whenever it changes.";
    case "queue":
      return "Put something into the queue for everybody who takes, such as a stop marker for each worker.";
    case "barrier":
      return "Let as many user threads come to the barrier as it has parties, each time.";
    case "semaphore":
      return "Release a permit for every one acquired, also where something else goes wrong.";
    default:
      return "Let everybody who waits be waited for by somebody who will act.";
  }
}
