import fc from "fast-check";
import { expect, test } from "vitest";
import { ms, ns } from "../../../src/base/time.ts";
import type { ModelOptions } from "../../../src/threads/models/registry.ts";
import { group, MODEL, machine, scenario, simulate } from "../fixtures.ts";

const INTERVAL = ms(5);
const WITH: ModelOptions = { ...MODEL["one-to-one"], gil: { interval: INTERVAL } };
const NONE = -1;

interface Wait {
  readonly since: number;
  /** How often the lock had changed hands by then. */
  readonly switches: number;
}

/** The slow twin: every waiter looks at the end of each of its intervals whether the lock has changed hands in it. */
class NaiveGil {
  readonly #waits = new Map<number, Wait>();
  /** The waiter that the holder has just woken: recorded before the holder itself. */
  #woken = NONE;
  #holder = NONE;
  #dropper = NONE;
  #takenNs = 0;
  #switches = 0;
  drops = 0;

  record(time: number, name: string, thread: number): void {
    if (name === "threadReady" && this.#waits.has(thread)) this.#woken = thread;
    if (name === "threadRunning" && this.#holder === NONE) this.#take(time, thread);
    const blocks = name.startsWith("blocked") || name === "threadEnd";
    if (blocks && thread === this.#holder) this.#letGo(time, name === "blockedGil");
    else if (name === "blockedGil") this.#waits.set(thread, { since: time, switches: this.#switches });
  }

  #take(time: number, thread: number): void {
    this.#holder = thread;
    this.#takenNs = time;
    this.#switches += 1;
    this.#waits.delete(thread);
    if (this.#dropper !== NONE) this.#waits.set(this.#dropper, { since: time, switches: this.#switches });
    this.#dropper = NONE;
  }

  #letGo(time: number, isDrop: boolean): void {
    const asked = Math.min(...[...this.#waits.values()].map((wait) => this.#asks(wait)));
    if (isDrop) {
      expect(time).toBe(asked);
      this.#dropper = this.#holder;
      this.drops += 1;
    } else expect(time).toBeLessThanOrEqual(asked);
    this.#holder = NONE;
    this.#waits.delete(this.#woken);
  }

  #asks({ since, switches }: Wait): number {
    let from = since;
    // What has changed hands at the very beginning of a later interval did so behind its beginning.
    let isQuiet = switches === this.#switches;
    while (!isQuiet) {
      from += INTERVAL;
      isQuiet = from > this.#takenNs;
    }
    return from + INTERVAL;
  }
}

test("the holder is asked for the lock as if every waiter looked after each of its intervals", () => {
  const duration = fc.integer({ min: 1, max: 20_000_000 });
  const bursts = fc.array(fc.tuple(duration, duration), { minLength: 1, maxLength: 6 });
  let drops = 0;
  fc.assert(
    fc.property(fc.array(bursts, { minLength: 2, maxLength: 8 }), (programs) => {
      const groups = programs.map((steps, place) =>
        group(
          `t${place}`,
          steps.flatMap(([compute, io]) => [
            { kind: "compute" as const, for: ns(compute) },
            { kind: "io" as const, for: ns(io), device: null, nonblocking: null },
          ]),
        ),
      );
      const input = scenario(groups, { machine: machine({ cores: programs.length }), model: WITH });
      const twin = new NaiveGil();
      const { records, end } = simulate(input);
      for (const { time, name, subject } of records) twin.record(time, name, subject);
      expect(end.outcome).toBe("completed");
      drops += twin.drops;
    }),
    { seed: 20_261_123, numRuns: 80 },
  );
  expect(drops).toBeGreaterThan(400);
});
