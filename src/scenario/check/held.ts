import type { Step } from "../../threads/options.ts";
import type { CheckContext } from "./context.ts";
import { type Body, bodiesOf, programOf, spawnedBody } from "./walk.ts";

/** What a step or body does to the mutexes and read-write locks that its thread may hold. */
interface Effect {
  /** May be held after it, whatever was held before. */
  readonly takes: ReadonlySet<string>;
  /** Surely not held after it, unless taken. */
  readonly drops: ReadonlySet<string>;
}

/**
 * No `unlock`, no end of a `locked`, and no `wait` with a mutex, where the thread can't hold that mutex,
 * whichever way it came there. Whether it does hold it where it can is seen at run time.
 */
export function checkHeld(context: CheckContext): void {
  for (const [i, entry] of context.draft.workload.entries()) {
    const body = programOf(entry, i);
    if (!context.damage.touches(body.path)) new HeldCheck(context).check(body, new Set());
  }
}

class HeldCheck {
  readonly #context: CheckContext;
  readonly #effects = new Map<readonly Step[], Effect>();

  constructor(context: CheckContext) {
    this.#context = context;
  }

  check(body: Body, before: ReadonlySet<string>): void {
    let held = before;
    for (const [i, step] of body.steps.entries()) {
      const path = [...body.path, i];
      if (step.kind === "unlock" && !held.has(step.mutex)) {
        this.#context.report(
          [...path, "unlock"],
          `\`${step.mutex}\` can't be held here: nothing before has locked it`,
        );
      }
      if (step.kind === "wait" && step.mutex !== null && !held.has(step.mutex)) {
        const message = `\`${step.mutex}\` can't be held here: lock it before waiting`;
        this.#context.report([...path, "wait", "mutex"], message);
      }
      if (step.kind === "spawn") this.check(spawnedBody(step.program, path), new Set());
      // A later round of a loop, or of a pool's job, may find what an earlier one has left locked.
      const loops = step.kind === "repeat" || step.kind === "forever" || step.kind === "while";
      for (const inner of bodiesOf(step, path, this.#context.tree)) {
        const own = lockAround(step);
        const entered = own === null ? held : new Set([...held, own]);
        if (step.kind === "locked" && !after(entered, this.#bodyEffect(inner.steps)).has(step.mutex)) {
          const message = `\`${step.mutex}\` is unlocked within already: \`locked\` does so at its end`;
          this.#context.report([...path, "locked"], message);
        }
        this.check(inner, loops ? union(entered, this.#bodyEffect(inner.steps).takes) : entered);
      }
      held = after(held, this.#effect(step));
    }
  }

  #bodyEffect(steps: readonly Step[]): Effect {
    const known = this.#effects.get(steps);
    if (known !== undefined) return known;
    const effect = steps.reduce<Effect>((sum, step) => then(sum, this.#effect(step)), NOTHING);
    this.#effects.set(steps, effect);
    return effect;
  }

  #effect(step: Step): Effect {
    switch (step.kind) {
      case "lock":
        return { takes: new Set([step.mutex]), drops: new Set() };
      case "readLock":
      case "writeLock":
        return { takes: new Set([step.rwlock]), drops: new Set() };
      case "unlock":
        // A read-write lock may still be held for reading.
        if (this.#context.objectKinds.get(step.mutex) === "rwlock") return NOTHING;
        return { takes: new Set(), drops: new Set([step.mutex]) };
      case "locked":
        return then(this.#bodyEffect(step.body), { takes: new Set(), drops: new Set([step.mutex]) });
      case "readLocked":
      case "writeLocked":
        // It may hold the lock for reading once more.
        return this.#bodyEffect(step.body);
      case "forever":
        return this.#bodyEffect(step.body);
      case "repeat":
      case "while":
        // It may not run at all, so it surely drops nothing.
        return { takes: this.#bodyEffect(step.body).takes, drops: new Set() };
      case "if":
        return oneOf([step.body, step.otherwise].map((body) => this.#bodyEffect(body)));
      case "choose":
        return oneOf(step.branches.map(({ body }) => this.#bodyEffect(body)));
      default:
        return NOTHING;
    }
  }
}

/** The lock that a step holds around the steps in it. */
function lockAround(step: Step): string | null {
  switch (step.kind) {
    case "locked":
      return step.mutex;
    case "readLocked":
    case "writeLocked":
      return step.rwlock;
    default:
      return null;
  }
}

const NOTHING: Effect = { takes: new Set(), drops: new Set() };

function then(first: Effect, second: Effect): Effect {
  if (second === NOTHING) return first;
  return { takes: after(first.takes, second), drops: union(first.drops, second.drops) };
}

/** Of branches, one of which is run. */
function oneOf(effects: readonly Effect[]): Effect {
  return {
    takes: effects.map(({ takes }) => takes).reduce(union),
    drops: effects.map(({ drops }) => drops).reduce(intersection),
  };
}

function after(held: ReadonlySet<string>, effect: Effect): ReadonlySet<string> {
  if (effect.takes.size === 0 && effect.drops.size === 0) return held;
  return new Set([...[...held].filter((mutex) => !effect.drops.has(mutex)), ...effect.takes]);
}

function union(a: ReadonlySet<string>, b: ReadonlySet<string>): ReadonlySet<string> {
  return b.size === 0 ? a : new Set([...a, ...b]);
}

function intersection(a: ReadonlySet<string>, b: ReadonlySet<string>): ReadonlySet<string> {
  return new Set([...a].filter((mutex) => b.has(mutex)));
}
