import type { Chunk } from "../../trace/chunk.ts";
import type { ChunkSink } from "../../trace/chunk-sink.ts";
import type { EventCode } from "../../trace/events.ts";
import { Journal, type TimeSource } from "../../trace/journal.ts";

/** Hears of an event as it happens. */
type Notice = (code: EventCode, subject: number, detail: number) => void;

/** A journal that tells of every event at once: listeners have to wait until it is flushed. */
export class WatchedJournal extends Journal {
  readonly #notice: Notice;

  constructor(sink: ChunkSink, clock: TimeSource, chunk: Chunk | undefined, notice: Notice) {
    super(sink, clock, chunk);
    this.#notice = notice;
  }

  override record(code: EventCode, subject: number, detail: number): void {
    this.#notice(code, subject, detail);
    super.record(code, subject, detail);
  }
}
