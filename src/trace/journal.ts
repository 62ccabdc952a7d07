import { InvariantError } from "../base/assert.ts";
import { CHUNK_RECORDS, type Chunk, createChunk } from "./chunk.ts";
import type { ChunkSink } from "./chunk-sink.ts";
import type { TraceSink } from "./events.ts";
import { detailFits, packWord } from "./word.ts";

/**
 * Where a run writes its events: into a chunk, which is handed to the sink when it is full or flushed.
 * A call for each event that ends in a sink of unknown kind costs as much as the rest of the event; this
 * one is always the same, so that the compiler merges it into its callers and no number is boxed.
 */
export class Journal implements TraceSink {
  readonly #sink: ChunkSink;
  #chunk: Chunk = createChunk();
  #times = this.#chunk.times;
  #words = this.#chunk.words;
  #used = 0;
  /** Of the records in the chunk, those that the sink has had. */
  #passed = 0;
  #lastTime = 0;

  constructor(sink: ChunkSink) {
    this.#sink = sink;
  }

  /** Throws where time runs backwards, or an id doesn't fit its field. */
  record(time: number, code: number, subject: number, detail: number): void {
    if (!(time >= this.#lastTime) || !detailFits(detail) || (subject | 0) !== subject) {
      this.#refuse(time, code, subject, detail);
    }
    const place = this.#used;
    this.#times[place] = time;
    this.#words[2 * place] = subject;
    this.#words[2 * place + 1] = packWord(code, detail);
    this.#lastTime = time;
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

  #refuse(time: number, code: number, subject: number, detail: number): never {
    throw new InvariantError(
      `bad record: time ${time} after ${this.#lastTime}, code ${code}, subject ${subject}, detail ${detail}`,
    );
  }
}
