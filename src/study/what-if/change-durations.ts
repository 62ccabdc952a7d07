import { unreachable } from "../../base/assert.ts";
import type { Duration } from "../../base/distribution.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import type { Step } from "../../threads/options.ts";

/** What a user thread does for a duration: `compute` on a core, whoever gives it one; `io` and `sleep` off it. */
export type Doing = "compute" | "io" | "sleep";

/** Gives the duration that takes the place of one. `held`: the locks held meanwhile, by the program's text. */
export type DurationChange = (duration: Duration, doing: Doing, held: ReadonlySet<string>) => Duration;

/** The scenario with durations of its programs and jobs changed. Its steps stay, and so each draws from the same numbers. */
export function changeDurations(scenario: Scenario, change: DurationChange): Scenario {
  const workload = scenario.workload.map((entry) =>
    entry.kind === "pool"
      ? { ...entry, job: new Walk(change).steps(entry.job) }
      : { ...entry, program: new Walk(change).steps(entry.program) },
  );
  return { ...scenario, workload };
}

type Kinds<Kind extends Step["kind"]> = Extract<Step, { readonly kind: Kind }>;
type Nesting = Kinds<"repeat" | "forever" | "while" | "if" | "choose" | "spawn">;
type Locking = Kinds<"lock" | "unlock" | "locked" | "readLock" | "writeLock" | "readLocked" | "writeLocked">;

/** Goes through one user thread's program in the order of its text, and keeps count of the locks held. */
class Walk {
  readonly #change: DurationChange;
  #held = new Set<string>();

  constructor(change: DurationChange) {
    this.#change = change;
  }

  steps(steps: readonly Step[]): readonly Step[] {
    return steps.map((step) => this.#step(step));
  }

  #step(step: Step): Step {
    switch (step.kind) {
      case "compute":
      case "native":
      case "offload":
        return { ...step, for: this.#change(step.for, "compute", this.#held) };
      case "io":
        return { ...step, for: this.#change(step.for, "io", this.#held) };
      case "sleep":
        return { ...step, for: this.#change(step.for, "sleep", this.#held) };
      case "update":
      case "remove":
      case "append":
        return { ...step, window: this.#change(step.window, "compute", this.#held) };
      case "lock":
      case "unlock":
      case "locked":
      case "readLock":
      case "writeLock":
      case "readLocked":
      case "writeLocked":
        return this.#lockStep(step);
      case "repeat":
      case "forever":
      case "while":
      case "if":
      case "choose":
      case "spawn":
        return this.#nest(step);
      case "yield":
      case "deadline":
      case "acquire":
      case "release":
      case "put":
      case "take":
      case "wait":
      case "signal":
      case "broadcast":
      case "barrier":
      case "load":
      case "store":
      case "add":
      case "join":
        return step;
      default:
        return unreachable(step);
    }
  }

  #nest(step: Nesting): Step {
    switch (step.kind) {
      case "repeat":
      case "forever":
      case "while":
        return { ...step, body: this.steps(step.body) };
      case "if": {
        const [body = [], otherwise = []] = this.#branches([step.body, step.otherwise]);
        return { ...step, body, otherwise };
      }
      case "choose": {
        const bodies = this.#branches(step.branches.map(({ body }) => body));
        const branches = step.branches.map((branch, i) => ({ ...branch, body: bodies[i] ?? branch.body }));
        return { ...step, branches };
      }
      case "spawn":
        return { ...step, program: new Walk(this.#change).steps(step.program) };
      default:
        return unreachable(step);
    }
  }

  #lockStep(step: Locking): Step {
    switch (step.kind) {
      case "lock":
        this.#held.add(step.mutex);
        return step;
      case "unlock":
        this.#held.delete(step.mutex);
        return step;
      case "readLock":
      case "writeLock":
        this.#held.add(step.rwlock);
        return step;
      case "locked":
        return { ...step, body: this.#section(step.mutex, step.body) };
      case "readLocked":
      case "writeLocked":
        return { ...step, body: this.#section(step.rwlock, step.body) };
      default:
        return unreachable(step);
    }
  }

  #section(lock: string, body: readonly Step[]): readonly Step[] {
    this.#held.add(lock);
    const changed = this.steps(body);
    this.#held.delete(lock);
    return changed;
  }

  /** Each begins with what is held before; what the first holds at its end counts after. */
  #branches(bodies: readonly (readonly Step[])[]): readonly (readonly Step[])[] {
    const before = this.#held;
    let after: Set<string> | null = null;
    const changed = bodies.map((body) => {
      this.#held = new Set(before);
      const steps = this.steps(body);
      after ??= this.#held;
      return steps;
    });
    this.#held = after ?? before;
    return changed;
  }
}
