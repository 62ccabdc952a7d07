import { InvariantError } from "../base/assert.ts";
import { CHUNK_RECORDS, type Chunk, createChunk } from "./chunk.ts";
import type { ChunkSink } from "./chunk-sink.ts";
import type { EventCode } from "./events.ts";
import { detailFits, packWord } from "./word.ts";

/** Who knows the time of a run. */
export interface TimeSource {
  /** ns; never smaller than before. */
  readonly now: number;
}

/**
 * Where a run writes its events, as of now: into a chunk, which is handed to the sink when it is full or flushed.
 * A call for each event that ends in a sink of unknown kind costs as much as the rest of the event; this
 * one is always the same, so that the compiler merges it into its callers. It looks at the clock itself: a
 * time handed from call to call is put into a box of its own wherever calls are not merged.
 */
export class Journal {
  readonly #sink: ChunkSink;
  readonly #clock: TimeSource;
  #chunk: Chunk;
  #times: Float64Array;
  #words: Int32Array;
  #used = 0;
  /** Of the records in the chunk, those that the sink has had. */
  #passed = 0;

  /** `chunk`: an empty one to begin with; a short run whose sink keeps none may use that of the run before. */
  constructor(sink: ChunkSink, clock: TimeSource, chunk: Chunk = createChunk()) {
    this.#sink = sink;
    this.#clock = clock;
    this.#chunk = chunk;
    this.#times = chunk.times;
    this.#words = chunk.words;
  }

  /** Throws where an id doesn't fit its field. */
  record(code: EventCode, subject: number, detail: number): void {
    if (!detailFits(detail) || (subject | 0) !== subject) this.#refuse(code, subject, detail);
    const place = this.#used;
    this.#times[place] = this.#clock.now;
    this.#words[2 * place] = subject;
    this.#words[2 * place + 1] = packWord(code, detail);
    this.#used = place + 1;
    if (place === CHUNK_RECORDS - 1) this.#nextChunk();
  }

  /** Hands over what the sink has not had yet. */
  flush(): void {
    const from = this.#passed;
    this.#passed = this.#used;
    if (from < this.#used) this.#sink.consume(this.#chunk, from, this.#used);
  }

  #nextChunk(): void {
    this.flush();
    if (this.#sink.keepsChunks) {
      this.#chunk = createChunk();
      this.#times = this.#chunk.times;
      this.#words = this.#chunk.words;
    }
    this.#used = 0;
    this.#passed = 0;
  }

  #refuse(code: EventCode, subject: number, detail: number): never {
    throw new InvariantError(
      `bad record: time ${this.#clock.now}, code ${code}, subject ${subject}, detail ${detail}`,
    );
  }
}
