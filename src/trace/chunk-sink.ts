import type { Chunk } from "./chunk.ts";
import type { EventCode, TraceSink } from "./events.ts";
import { wordCode, wordDetail } from "./word.ts";

/** Listens to a run, many records at a time: recorder, metrics, or several of them. */
export interface ChunkSink {
  /** Whether it holds on to the chunks it is given, so that a full one must not be written to again. */
  readonly keepsChunks: boolean;
  /**
   * Takes the records `from` … `to − 1` of a chunk, which is filled on behind them. A chunk comes in
   * pieces, in order and without gaps; the first piece of the next follows the piece that filled the last.
   */
  consume(chunk: Chunk, from: number, to: number): void;
}

/** Listens to nothing: for runs of which only the end matters, and to measure the cost of listening. */
export const nullSink: ChunkSink = { keepsChunks: false, consume: () => {} };

/** Passes the records `from` … `to − 1` of a chunk on, one by one. */
function passRecords({ times, words }: Chunk, from: number, to: number, sink: TraceSink): void {
  for (let place = from; place < to; place += 1) {
    const word = words[2 * place + 1] as number;
    // Journals, and the reader of trace files, only let codes of events in.
    sink.record(
      times[place] as number,
      wordCode(word) as EventCode,
      words[2 * place] as number,
      wordDetail(word),
    );
  }
}

/** A sink that passes every record on, one by one. */
export function eachRecord(sink: TraceSink): ChunkSink {
  return {
    keepsChunks: false,
    consume: (chunk, from, to) => passRecords(chunk, from, to, sink),
  };
}
