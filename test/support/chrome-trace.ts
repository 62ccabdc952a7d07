/** Reading back of exported trace events, as a program does that knows the format but not threadsim. */

/** One event, as `JSON.parse` gives it. */
export interface ChromeEvent {
  readonly ph: string;
  readonly name: string;
  readonly cat?: string;
  readonly pid: number;
  readonly tid?: number;
  /** Microseconds. */
  readonly ts?: number;
  readonly dur?: number;
  readonly id?: number;
  readonly args?: Readonly<Record<string, unknown>>;
}

const NS_PER_US = 1_000;

/** The events of a file; throws where it is no JSON. */
export function eventsOf(text: string): readonly ChromeEvent[] {
  const document: { readonly traceEvents: readonly ChromeEvent[] } = JSON.parse(text);
  return document.traceEvents;
}

/** A time of an event in ns: as long as it is small, the double that was read differs by less than half of one. */
export const nsOf = (us: number | undefined): number => Math.round((us ?? Number.NaN) * NS_PER_US);

/** The names that metadata events give: of processes by their number, of tracks by theirs. */
export function namesOf(events: readonly ChromeEvent[]): {
  readonly processes: ReadonlyMap<number, string>;
  readonly tracks: ReadonlyMap<number, string>;
} {
  const processes = new Map<number, string>();
  const tracks = new Map<number, string>();
  for (const { ph, name, pid, tid, args } of events) {
    if (ph !== "M") continue;
    if (name === "process_name") processes.set(pid, String(args?.name));
    else if (tid !== undefined) tracks.set(tid, String(args?.name));
  }
  return { processes, tracks };
}
