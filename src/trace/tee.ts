import type { Chunk } from "./chunk.ts";
import { type ChunkSink, nullSink } from "./chunk-sink.ts";

/** Passes everything on to two sinks, in this order. */
export class Tee implements ChunkSink {
  readonly #first: ChunkSink;
  #second: ChunkSink;

  constructor(first: ChunkSink, second: ChunkSink) {
    this.#first = first;
    this.#second = second;
  }

  get keepsChunks(): boolean {
    return this.#first.keepsChunks || this.#second.keepsChunks;
  }

  consume(chunk: Chunk, from: number, to: number): void {
    this.#first.consume(chunk, from, to);
    this.#second.consume(chunk, from, to);
  }

  /** From now on only the first sink hears anything. */
  dropSecond(): void {
    this.#second = nullSink;
  }
}
