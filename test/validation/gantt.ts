import { EventCode, type TraceSink } from "../../src/trace/events.ts";
import type { TraceMeta } from "../../src/trace/meta.ts";
import { type MeasureOptions, measure } from "./measure.ts";

const MS = 1_000_000;

/** Writes down which user thread ran from when to when: `P4 0–3, P1 3–9`, in ms. For one core. */
class Gantt implements TraceSink {
  readonly #groups: string[] = [];
  readonly #stays: { readonly name: string; readonly start: number; end: number }[] = [];
  #running: number | null = null;
  #since = 0;
  readonly #nameOf: (group: number) => string;

  constructor(meta: TraceMeta) {
    this.#nameOf = (group) => meta.groups[group]?.name ?? "?";
  }

  record(time: number, code: EventCode, subject: number, detail: number): void {
    if (code === EventCode.threadNew) this.#groups[subject] = this.#nameOf(detail);
    if (code > EventCode.blockedThrottled) return;
    if (code === EventCode.threadRunning) {
      this.#running = subject;
      this.#since = time;
    } else if (subject === this.#running) this.#leave(time);
  }

  text(): string {
    return this.#stays.map(({ name, start, end }) => `${name} ${start / MS}–${end / MS}`).join(", ");
  }

  #leave(time: number): void {
    const name = this.#groups[this.#running ?? 0] ?? "?";
    this.#running = null;
    if (time === this.#since) return;
    const last = this.#stays.at(-1);
    if (last?.name === name && last.end === this.#since) last.end = time;
    else this.#stays.push({ name, start: this.#since, end: time });
  }
}

/** The timeline of a scenario's one core. */
export function gantt(text: string, options: MeasureOptions = {}): string {
  const charts: Gantt[] = [];
  measure(text, {
    ...options,
    observe: (meta) => {
      const chart = new Gantt(meta);
      charts.push(chart);
      return chart;
    },
  });
  return charts.map((chart) => chart.text()).join("");
}
