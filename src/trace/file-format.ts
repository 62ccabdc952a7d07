import { xxhash32 } from "./xxhash32.ts";

/**
 * The trace file, version 1. All numbers are little-endian on every platform.
 *
 *   file   = magic "TSIM", version (u32), run*, block(file end)
 *   run    = block(run begin: JSON of its TraceMeta), block(records)*, block(run end: JSON)
 *   block  = kind (u32), payload bytes (u32), XXH32 of the payload (u32), XXH32 of those 12 bytes (u32), payload
 *
 * A records block holds times (doubles, ns), then subject and word of each record (32-bit integers, see
 * `packWord`); each of a run's blocks but the last holds 8,192. Nothing that comes earlier depends on what comes later,
 * so a file can be written while the run goes on; one that was cut short lacks its file end.
 */
export const FORMAT_VERSION = 1;
/** "TSIM" */
export const MAGIC = Uint8Array.of(0x54, 0x53, 0x49, 0x4d);
export const FILE_HEADER_BYTES = 8;
export const BLOCK_HEADER_BYTES = 16;

export const BlockKind = { runBegin: 1, records: 2, runEnd: 3, fileEnd: 4 } as const;
export type BlockKind = (typeof BlockKind)[keyof typeof BlockKind];

/** Names of block kinds in messages. */
export const BLOCK_NAMES: Readonly<Record<BlockKind, string>> = {
  [BlockKind.runBegin]: "the beginning of a run",
  [BlockKind.records]: "a block of records",
  [BlockKind.runEnd]: "the end of a run",
  [BlockKind.fileEnd]: "the end of the file",
};

/** Places in a block's header. */
export const HEADER_KIND = 0;
export const HEADER_LENGTH = 4;
export const HEADER_PAYLOAD_SUM = 8;
export const HEADER_OWN_SUM = 12;

/** The first bytes of every trace file. */
export function fileHeader(): Uint8Array {
  const bytes = new Uint8Array(FILE_HEADER_BYTES);
  bytes.set(MAGIC);
  new DataView(bytes.buffer).setUint32(MAGIC.length, FORMAT_VERSION, true);
  return bytes;
}

/** The header of a block with this payload. */
export function blockHeader(kind: BlockKind, payload: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(BLOCK_HEADER_BYTES);
  const view = new DataView(bytes.buffer);
  view.setUint32(HEADER_KIND, kind, true);
  view.setUint32(HEADER_LENGTH, payload.length, true);
  view.setUint32(HEADER_PAYLOAD_SUM, xxhash32(payload), true);
  view.setUint32(HEADER_OWN_SUM, xxhash32(bytes.subarray(0, HEADER_OWN_SUM)), true);
  return bytes;
}
