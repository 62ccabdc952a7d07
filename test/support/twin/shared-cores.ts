import { type Agenda, COMPLETION, DISPATCH, type TwinEvent } from "./agenda.ts";
import type { TwinCores, TwinThreads } from "./threads.ts";

/** Parts of a nanosecond in which work is counted: whole for up to ten threads that share cores. */
const PARTS = 2520;
const MOST = 10;

interface Runner {
  readonly id: number;
  /** What is left of its work, in parts; null where it has none just now. */
  left: number | null;
}

/**
 * Exact processor sharing, by the definition: while n threads run on c cores, each gets min(1, c ÷ n) of every
 * nanosecond. Whole numbers throughout; a completion inside a nanosecond happens at its end.
 */
export class SharedCores implements TwinCores {
  readonly #cores: number;
  readonly #agenda: Agenda;
  readonly #threads: TwinThreads;
  /** In the order in which they began their present work. */
  #running: Runner[] = [];
  readonly #woken: number[] = [];
  #since = 0;
  #completion: TwinEvent | null = null;

  constructor(cores: number, agenda: Agenda, threads: TwinThreads) {
    this.#cores = cores;
    this.#agenda = agenda;
    this.#threads = threads;
  }

  ready(id: number): void {
    this.#woken.push(id);
    this.#agenda.schedule(this.#agenda.now, DISPATCH, () => this.#dispatch());
  }

  works(id: number): void {
    this.#settle();
    this.#threads.says(id);
    this.#goOn(id, (this.#threads.work(id)?.left ?? 0) * PARTS);
  }

  /** It goes on at this instant, after others have had a look. */
  yields(id: number): void {
    this.#settle();
    this.#threads.says(id);
    this.#goOn(id, 0);
  }

  leaves(id: number): void {
    this.#settle();
    this.#running = this.#running.filter((one) => one.id !== id);
    this.#setCompletion();
  }

  tell(): void {}

  #dispatch(): void {
    this.#settle();
    for (let id = this.#woken.shift(); id !== undefined; id = this.#woken.shift()) {
      if (this.#running.length === MOST) throw new Error("the twin shares cores among ten at most");
      this.#running.push({ id, left: null });
      this.#threads.begin(id);
    }
  }

  #goOn(id: number, left: number): void {
    this.#running = [...this.#running.filter((one) => one.id !== id), { id, left }];
    this.#setCompletion();
  }

  /** Parts of each nanosecond that every one of them gets. */
  get #speed(): number {
    return Math.min(PARTS, (PARTS * this.#cores) / this.#running.length);
  }

  #settle(): void {
    const done = (this.#agenda.now - this.#since) * this.#speed;
    this.#since = this.#agenda.now;
    for (const one of this.#running) if (one.left !== null) one.left -= done;
  }

  /** The next to be done, the first of several; work that was done inside a nanosecond counts in full. */
  #setCompletion(): void {
    this.#agenda.cancel(this.#completion);
    const busy = this.#running.flatMap(({ id, left }) => (left === null ? [] : [{ id, left }]));
    const [first] = busy.toSorted((a, b) => a.left - b.left);
    if (first === undefined) {
      this.#completion = null;
      return;
    }
    const time = this.#since + Math.ceil(Math.max(0, first.left) / this.#speed);
    this.#completion = this.#agenda.schedule(time, COMPLETION, () => {
      this.#settle();
      const own = this.#running.find(({ id }) => id === first.id);
      if (own) own.left = null;
      this.#setCompletion();
      this.#threads.proceed(first.id);
    });
  }
}
