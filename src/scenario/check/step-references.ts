import type { ObjectOptions, Step } from "../../threads/options.ts";
import type { Path } from "../text/tree.ts";

/** A shared object that a step names: what it has to be, and where the name stands. */
export interface ObjectUse {
  readonly name: string;
  readonly kind: ObjectOptions["kind"];
  /** Another kind that will do. */
  readonly or?: ObjectOptions["kind"];
  /** Below the step; where the step is written short, the last key isn't there. */
  readonly path: Path;
}

/** The shared objects that a step uses itself, not through steps inside of it. */
export function objectsUsed(step: Step): readonly ObjectUse[] {
  switch (step.kind) {
    case "lock":
    case "locked":
      return [{ name: step.mutex, kind: "mutex", path: [step.kind] }];
    case "unlock":
      return [{ name: step.mutex, kind: "mutex", or: "rwlock", path: [step.kind] }];
    case "readLock":
    case "writeLock":
    case "readLocked":
    case "writeLocked":
      return [{ name: step.rwlock, kind: "rwlock", path: [step.kind] }];
    case "acquire":
    case "release":
      return [{ name: step.semaphore, kind: "semaphore", path: [step.kind, "semaphore"] }];
    case "put":
    case "take":
      return [{ name: step.queue, kind: "queue", path: [step.kind] }];
    case "wait": {
      const condition: ObjectUse = { name: step.condition, kind: "condition", path: ["wait", "condition"] };
      if (step.mutex === null) return [condition];
      return [condition, { name: step.mutex, kind: "mutex", path: ["wait", "mutex"] }];
    }
    case "signal":
    case "broadcast":
      return [{ name: step.condition, kind: "condition", path: [step.kind] }];
    case "barrier":
      return [{ name: step.barrier, kind: "barrier", path: ["barrier"] }];
    case "load":
    case "store":
      return [{ name: step.variable, kind: "variable", path: [step.kind] }];
    case "if":
    case "while":
      return [{ name: step.variable, kind: "variable", path: [step.kind] }];
    case "update":
      return [{ name: step.variable, kind: "variable", path: ["update", "variable"] }];
    case "remove":
    case "append":
      return [{ name: step.list, kind: "list", path: [step.kind, "list"] }];
    default:
      return [];
  }
}
