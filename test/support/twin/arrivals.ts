import type { Arrivals } from "../../../src/threads/options.ts";
import { type Agenda, COMPLETION } from "./agenda.ts";

/** Who arrives how often, and what is to be done then, and when all have. */
export interface TwinArrivals {
  readonly arrive: Arrivals;
  readonly count: number;
  readonly happen: () => void;
  readonly end: () => void;
}

/** Each arrival is scheduled when the one before it has happened; those of `at` are one event. */
export function scheduleArrivals(agenda: Agenda, { arrive, count, happen, end }: TwinArrivals): void {
  const timeOf = (i: number): number => {
    switch (arrive.kind) {
      case "at":
        return arrive.time;
      case "list":
        return arrive.times[i] ?? Number.NaN;
      case "every":
        if (typeof arrive.interval !== "number") throw new Error("the twin draws nothing");
        return (i + 1) * arrive.interval;
    }
  };
  const scheduleFrom = (i: number): void => {
    if (i === count) {
      end();
      return;
    }
    const atOnce = arrive.kind === "at" ? count : 1;
    agenda.schedule(timeOf(i), COMPLETION, () => {
      for (let n = 0; n < atOnce; n += 1) happen();
      scheduleFrom(i + atOnce);
    });
  };
  scheduleFrom(0);
}
