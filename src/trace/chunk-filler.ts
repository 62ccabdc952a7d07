import { InvariantError } from "../base/assert.ts";
import { CHUNK_RECORDS, type Chunk, createChunk } from "./chunk.ts";
import type { TraceSink } from "./events.ts";
import { detailFits, packWord } from "./word.ts";

/**
 * Writes events into chunks, without an allocation per event. What happens to a full chunk is the
 * owner's choice: keep it, or write it out and use it again.
 */
export class ChunkFiller implements TraceSink {
  #onFull: (full: Chunk) => Chunk;
  #chunk: Chunk;
  #used = 0;
  #lastTime = 0;
  #fullChunks = 0;

  /** `onFull` takes the full chunk and returns the chunk to fill next (the same one, if it is done with it). */
  constructor(first: Chunk, onFull: (full: Chunk) => Chunk) {
    this.#chunk = first;
    this.#onFull = onFull;
  }

  /** Throws where time runs backwards, or an id doesn't fit its field. */
  record(time: number, code: number, subject: number, detail: number): void {
    if (!(time >= this.#lastTime) || !detailFits(detail) || (subject | 0) !== subject) {
      throw new InvariantError(
        `bad record: time ${time} after ${this.#lastTime}, code ${code}, subject ${subject}, detail ${detail}`,
      );
    }
    if (this.#used === CHUNK_RECORDS) this.#nextChunk();
    const place = this.#used;
    const { times, words } = this.#chunk;
    times[place] = time;
    words[2 * place] = subject;
    words[2 * place + 1] = packWord(code, detail);
    this.#used = place + 1;
    this.#lastTime = time;
  }

  /** Records written so far. */
  get length(): number {
    return this.#fullChunks * CHUNK_RECORDS + this.#used;
  }

  /** The chunk being filled, and how many records it holds. */
  protected current(): { readonly chunk: Chunk; readonly records: number } {
    return { chunk: this.#chunk, records: this.#used };
  }

  #nextChunk(): void {
    this.#chunk = this.#onFull(this.#chunk);
    this.#used = 0;
    this.#fullChunks += 1;
  }
}

/** A list of chunks that grows by one whenever the last is full. */
export function growingChunks(): { readonly chunks: Chunk[]; readonly first: Chunk; grow(): Chunk } {
  const first = createChunk();
  const chunks = [first];
  const grow = (): Chunk => {
    const chunk = createChunk();
    chunks.push(chunk);
    return chunk;
  };
  return { chunks, first, grow };
}
