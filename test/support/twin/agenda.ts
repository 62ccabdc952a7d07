/** Ranks of rule 1: completions, wake-ups and arrivals; then the end of a quantum; then dispatch; deadlines last. */
export const COMPLETION = 0;
export const EXPIRY = 1;
export const DISPATCH = 2;
export const DEADLINE = 3;

export interface TwinEvent {
  readonly time: number;
  readonly rank: number;
  readonly sequence: number;
  readonly happen: () => void;
}

/** What will happen: an array that is sorted at every step. */
export class Agenda {
  now = 0;
  #events: TwinEvent[] = [];
  #sequence = 0;

  schedule(time: number, rank: number, happen: () => void): TwinEvent {
    this.#sequence += 1;
    const event = { time, rank, sequence: this.#sequence, happen };
    this.#events.push(event);
    return event;
  }

  cancel(event: TwinEvent | null): void {
    this.#events = this.#events.filter((other) => other !== event);
  }

  /** Lets everything happen up to `horizon`, ns; true where something is left after it, deadlines apart. */
  run(horizon: number): boolean {
    for (;;) {
      this.#events.sort((a, b) => a.time - b.time || a.rank - b.rank || a.sequence - b.sequence);
      const event = this.#events[0];
      if (event === undefined) return false;
      if (event.time > horizon) {
        const isCut = this.#events.some(({ rank }) => rank !== DEADLINE);
        if (isCut) this.now = horizon;
        return isCut;
      }
      this.#events.shift();
      this.now = event.time;
      event.happen();
    }
  }
}
