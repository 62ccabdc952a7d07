import { at } from "../base/assert.ts";
import { CHUNK_RECORDS, type Chunk, RECORD_BYTES } from "./chunk.ts";
import type { EventCode } from "./events.ts";
import { ContentError, FileError } from "./file-error.ts";
import {
  BLOCK_HEADER_BYTES,
  BLOCK_NAMES,
  BlockKind,
  FILE_HEADER_BYTES,
  FORMAT_VERSION,
  HEADER_KIND,
  HEADER_LENGTH,
  HEADER_OWN_SUM,
  HEADER_PAYLOAD_SUM,
  MAGIC,
} from "./file-format.ts";
import { readEnd, readFileEnd, readMeta } from "./file-meta.ts";
import { fromRecordBytes } from "./record-bytes.ts";
import { RecordCheck } from "./record-check.ts";
import type { Trace } from "./trace.ts";
import { wordCode, wordDetail } from "./word.ts";
import { xxhash32 } from "./xxhash32.ts";

/** The traces of a file, or one sentence on why it can't be opened. */
export type DecodeResult =
  | { readonly ok: true; readonly traces: readonly Trace[] }
  | { readonly ok: false; readonly error: string };

/** Opens a trace file. Everything in it is checked; lengths before memory is taken for them. */
export function decodeTraces(bytes: Uint8Array): DecodeResult {
  try {
    return { ok: true, traces: new FileReader(bytes).read() };
  } catch (error) {
    if (error instanceof ContentError)
      return { ok: false, error: `the trace file is wrong: ${error.message}` };
    if (error instanceof FileError) return { ok: false, error: error.message };
    throw error;
  }
}

const isBlockKind = (kind: number): kind is BlockKind => kind in BLOCK_NAMES;

interface Block {
  readonly kind: BlockKind;
  readonly payload: Uint8Array;
}

class FileReader {
  #bytes: Uint8Array;
  #view: DataView;
  #offset = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  read(): Trace[] {
    this.#readHeader();
    const traces: Trace[] = [];
    for (;;) {
      const block = this.#nextBlock();
      if (block.kind === BlockKind.fileEnd) {
        this.#readFileEnd(block, traces.length);
        return traces;
      }
      traces.push(this.#readRun(block));
    }
  }

  #readHeader(): void {
    const known = this.#bytes.subarray(0, MAGIC.length);
    if (known.length === 0) throw new FileError("the file is empty");
    if (known.some((byte, i) => byte !== at(MAGIC, i)))
      throw new FileError("this is no threadsim trace file");
    if (this.#bytes.length < FILE_HEADER_BYTES) throw truncated();
    const version = this.#view.getUint32(MAGIC.length, true);
    if (version !== FORMAT_VERSION) {
      const age = version > FORMAT_VERSION ? "newer" : "older";
      throw new FileError(
        `the trace file has format ${version}, which is ${age} than what this version of threadsim reads (${FORMAT_VERSION})`,
      );
    }
    this.#offset = FILE_HEADER_BYTES;
  }

  #nextBlock(): Block {
    const start = this.#offset;
    if (start + BLOCK_HEADER_BYTES > this.#bytes.length) throw truncated();
    const header = this.#bytes.subarray(start, start + HEADER_OWN_SUM);
    if (xxhash32(header) !== this.#view.getUint32(start + HEADER_OWN_SUM, true)) throw damaged(start);
    const kind = this.#view.getUint32(start + HEADER_KIND, true);
    if (!isBlockKind(kind)) throw new FileError(`the trace file has a block of unknown kind ${kind}`);
    const from = start + BLOCK_HEADER_BYTES;
    const to = from + this.#view.getUint32(start + HEADER_LENGTH, true);
    if (to > this.#bytes.length) throw truncated();
    const payload = this.#bytes.subarray(from, to);
    if (xxhash32(payload) !== this.#view.getUint32(start + HEADER_PAYLOAD_SUM, true)) throw damaged(start);
    this.#offset = to;
    return { kind, payload };
  }

  #readRun(first: Block): Trace {
    const meta = readMeta(jsonOf(first, BlockKind.runBegin));
    const check = new RecordCheck(meta);
    const chunks: Chunk[] = [];
    let length = 0;
    let block = this.#nextBlock();
    for (; block.kind === BlockKind.records; block = this.#nextBlock()) {
      if (length % CHUNK_RECORDS !== 0) throw new ContentError("a block in the middle of a run is not full");
      const records = recordCount(block.payload);
      const chunk = fromRecordBytes(block.payload);
      checkRecords(chunk, records, check);
      chunks.push(chunk);
      length += records;
    }
    const { end, records } = readEnd(jsonOf(block, BlockKind.runEnd));
    if (records !== length) throw new ContentError(`a run has ${length} of its ${records} records`);
    if (end.endNs < check.lastTime) throw new ContentError("a run goes on after its end");
    return { meta, end, chunks, length };
  }

  #readFileEnd(block: Block, runs: number): void {
    if (readFileEnd(jsonOf(block, BlockKind.fileEnd)) !== runs)
      throw new ContentError("some runs are missing");
    if (this.#offset !== this.#bytes.length) throw new ContentError("something follows its end");
  }
}

const truncated = (): FileError => new FileError("the trace file is cut short");
const damaged = (offset: number): FileError => new FileError(`the trace file is damaged at byte ${offset}`);

/** The block's payload; throws where the block is of another kind than should stand here. */
function jsonOf({ kind, payload }: Block, expected: BlockKind): unknown {
  if (kind !== expected) {
    throw new ContentError(`${BLOCK_NAMES[kind]} stands where ${BLOCK_NAMES[expected]} should be`);
  }
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(payload));
  } catch {
    throw new ContentError(`${BLOCK_NAMES[kind]} can't be understood`);
  }
}

function recordCount(payload: Uint8Array): number {
  const records = payload.length / RECORD_BYTES;
  if (!Number.isInteger(records) || records < 1 || records > CHUNK_RECORDS) {
    throw new ContentError(`a block of records has ${payload.length} bytes`);
  }
  return records;
}

function checkRecords({ times, words }: Chunk, records: number, check: RecordCheck): void {
  for (let i = 0; i < records; i += 1) {
    const word = at(words, 2 * i + 1);
    // Any byte can stand here: that it is an event's code is what the check finds out.
    check.record(at(times, i), wordCode(word) as EventCode, at(words, 2 * i), wordDetail(word));
  }
}
