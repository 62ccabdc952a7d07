import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { CHUNK_RECORDS } from "../../src/trace/chunk.ts";
import { EventCode } from "../../src/trace/events.ts";
import { BlockKind, blockHeader, fileHeader } from "../../src/trace/file-format.ts";
import { type DecodeResult, decodeTraces } from "../../src/trace/file-reader.ts";
import {
  encodeFileEnd,
  encodeRecords,
  encodeRunBegin,
  encodeRunEnd,
  encodeTraces,
} from "../../src/trace/file-writer.ts";
import { fromRecordBytes, toRecordBytes } from "../../src/trace/record-bytes.ts";
import { Recorder } from "../../src/trace/recorder.ts";
import { SpillingRecorder } from "../../src/trace/spilling-recorder.ts";
import { forEachRecord, replay, type Trace } from "../../src/trace/trace.ts";
import { recordInto } from "../support/journal.ts";
import { endOf, metaOf, type Row, rowsOf, traceOf } from "./fixture.ts";

function join(pieces: Iterable<Uint8Array>): Uint8Array {
  return new Uint8Array(Buffer.concat([...pieces]));
}
const encode = (traces: readonly Trace[]): Uint8Array => join(encodeTraces(traces));

function errorOf(result: DecodeResult): string {
  return result.ok ? "no error" : result.error;
}

function expectSame(result: DecodeResult, traces: readonly Trace[]): void {
  if (!result.ok) throw new Error(result.error);
  expect(result.traces).toHaveLength(traces.length);
  for (const [i, trace] of result.traces.entries()) {
    const { meta, end, length } = trace;
    expect({ meta, end, length }).toEqual({
      meta: traces[i]?.meta,
      end: traces[i]?.end,
      length: traces[i]?.length,
    });
    expect(rowsOf((sink) => forEachRecord(trace, sink))).toEqual(
      rowsOf((sink) => traces[i] && forEachRecord(traces[i], sink)),
    );
  }
}

const SMALL: readonly Row[] = [
  [0, "processNew", 0],
  [0, "threadNew", 0, 0],
  [0, "kernelNew", 0, 0],
  [0, "threadArrive", 0],
  [1, "coreBusy", 0, 0],
  [1, "threadRunning", 0, 0],
  [5, "acquired", 0, 1],
  [5, "value", -7, 1],
  [9, "blockedIo", 0],
  [2 ** 53 - 1, "threadEnd", 0],
];
const small = traceOf(SMALL, 2 ** 53 - 1);

function long(count: number): Trace {
  const recorder = new Recorder(metaOf({ label: "many-to-many (4 kernel threads)" }));
  recordInto(
    recorder,
    Array.from({ length: count }, (_, i) => [i, EventCode.value, i, i % 2]),
  );
  return recorder.finish(endOf(count, count));
}

describe("a file gives back", () => {
  test.each([
    ["no run", []],
    ["an empty run", [traceOf([], 0)]],
    ["several runs", [small, traceOf([], 7), small]],
    ["full chunks and a rest", [long(2 * CHUNK_RECORDS + 1)]],
    ["full chunks alone", [long(CHUNK_RECORDS), small]],
  ])("%s", (_, traces) => {
    expectSame(decodeTraces(encode(traces)), traces);
  });

  test("the same bytes for the same trace, and for a reopened one", () => {
    const bytes = encode([small, long(10)]);
    const result = decodeTraces(bytes);
    if (!result.ok) throw new Error(result.error);
    expect(encode(result.traces)).toEqual(bytes);
  });

  test("what it was given wherever the bytes lie in memory", () => {
    const bytes = encode([small]);
    for (let shift = 1; shift < 8; shift += 1) {
      const shifted = new Uint8Array(bytes.length + shift);
      shifted.set(bytes, shift);
      expectSame(decodeTraces(shifted.subarray(shift)), [small]);
    }
  });

  test.each([1, CHUNK_RECORDS, 2 * CHUNK_RECORDS + 5])(
    "%d records that were written while they came",
    (count) => {
      const trace = long(count);
      const pieces: Uint8Array[] = [fileHeader()];
      // The recorder uses its bytes again, so a copy is kept.
      const recorder = new SpillingRecorder(trace.meta, (bytes) => pieces.push(bytes.slice()));
      replay(trace, recorder);
      recorder.finish(trace.end);
      pieces.push(...encodeFileEnd(1));
      expect(Buffer.compare(join(pieces), encode([trace]))).toBe(0);
    },
  );

  test("the same on a big-endian host", () => {
    for (const count of [3, CHUNK_RECORDS]) {
      const chunk = long(count).chunks[0];
      if (chunk === undefined) throw new Error("no chunk");
      const bytes = toRecordBytes(chunk, count);
      expect(Buffer.compare(toRecordBytes(chunk, count, false), bytes)).toBe(0);
      expect(fromRecordBytes(bytes, false)).toEqual(fromRecordBytes(bytes, true));
    }
  });
});

describe("a file that can't be read says so:", () => {
  const bytes = encode([small]);

  test("foreign, empty, older and newer files", () => {
    const text = new TextEncoder().encode('{"format":1}');
    expect(errorOf(decodeTraces(text))).toBe("this is no threadsim trace file");
    expect(errorOf(decodeTraces(new Uint8Array(0)))).toBe("the file is empty");
    const version = (number: number) => {
      const changed = bytes.slice();
      changed[4] = number;
      return errorOf(decodeTraces(changed));
    };
    expect(version(2)).toBe(
      "the trace file has format 2, which is newer than what this version of threadsim reads (1)",
    );
    expect(version(0)).toContain("format 0, which is older");
  });

  test("cut short anywhere", () => {
    for (let length = 1; length < bytes.length; length += 1) {
      expect(errorOf(decodeTraces(bytes.subarray(0, length)))).toMatch(
        length < 4 ? /cut short|no threadsim trace/ : "the trace file is cut short",
      );
    }
  });

  test("any byte changed", () => {
    for (let i = 0; i < bytes.length; i += 1) {
      const changed = bytes.slice();
      changed[i] = (changed[i] ?? 0) ^ 0x10;
      expect(decodeTraces(changed).ok).toBe(false);
    }
  });

  test("bytes changed, lost or added at random", () => {
    fc.assert(
      fc.property(
        fc.nat(bytes.length),
        fc.nat(40),
        fc.uint8Array({ maxLength: 40 }),
        (at, removed, added) => {
          const changed = join([bytes.subarray(0, at), added, bytes.subarray(at + removed)]);
          fc.pre(changed.length !== bytes.length || changed.some((byte, i) => byte !== bytes[i]));
          expect(decodeTraces(changed).ok).toBe(false);
        },
      ),
      { seed: 5, numRuns: 1000 },
    );
  });

  test("any bytes at all, with and without the right beginning", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.boolean(), (noise, begins) => {
        expect(decodeTraces(begins ? join([fileHeader(), noise]) : noise).ok).toBe(false);
      }),
      { seed: 6, numRuns: 500 },
    );
  });

  test("a block too long for any memory is found out before memory is taken", () => {
    const header = blockHeader(BlockKind.records, new Uint8Array(0));
    new DataView(header.buffer).setUint32(4, 0xfffffff0, true);
    const file = join([fileHeader(), ...encodeRunBegin(metaOf()), header]);
    expect(errorOf(decodeTraces(file))).toContain("damaged");
  });
});

describe("a whole file that contradicts itself:", () => {
  const withRows = (rows: readonly Row[], endNs = 100): string =>
    errorOf(decodeTraces(encode([traceOf(rows, endNs)])));
  const wrong = "the trace file is wrong: ";

  test.each<[string, Row[]]>([
    ["record 0: there is no thread 0", [[0, "threadArrive", 0]]],
    ["record 0: user thread 1 is created after 0 others", [[0, "threadNew", 1, 0]]],
    ["record 0: detail 3 of event 0", [[0, "threadNew", 0, 3]]],
    ["record 0: detail -1 of event 0", [[0, "threadNew", 0]]],
    ["record 0: there is no core 1", [[0, "coreIdle", 1]]],
    [
      "record 1: detail 2 of event 10",
      [
        [0, "threadNew", 0, 0],
        [0, "blockedLock", 0, 2],
      ],
    ],
    [
      "record 1: detail 0 of event 3",
      [
        [0, "threadNew", 0, 0],
        [0, "threadRunning", 0, 0],
      ],
    ],
    ["record 0: detail 5 of event 40", [[0, "processNew", 0, 5]]],
    ["a run goes on after its end", [[101, "processNew", 0]]],
    ["record 0: time 0.5 ns after 0 ns", [[0.5, "processNew", 0]]],
  ])("%s", (message, rows) => {
    expect(withRows(rows)).toBe(wrong + message);
  });

  test("unknown codes, lost records, strange blocks and missing names", () => {
    const { chunks, meta, end } = small;
    const [chunk] = chunks;
    if (chunk === undefined) throw new Error("no chunk");
    const fileOf = (...blocks: Iterable<Uint8Array>[]) =>
      errorOf(decodeTraces(join([fileHeader(), ...blocks.flatMap((block) => [...block])])));
    const begin = [...encodeRunBegin(meta)];
    const records = [...encodeRecords(chunk, 10)];
    const last = encodeFileEnd(1);
    expect(fileOf(begin, records, encodeRunEnd(end, 11), last)).toBe(
      `${wrong}a run has 10 of its 11 records`,
    );
    expect(fileOf(begin, encodeRunEnd(end, 0), encodeFileEnd(2))).toBe(`${wrong}some runs are missing`);
    expect(fileOf(records)).toBe(`${wrong}a block of records stands where the beginning of a run should be`);
    expect(fileOf(begin, last)).toBe(`${wrong}the end of the file stands where the end of a run should be`);
    expect(fileOf(begin, encodeRecords(chunk, 4), encodeRecords(chunk, 4))).toBe(
      `${wrong}a block in the middle of a run is not full`,
    );
    const odd = new Uint8Array(17);
    expect(fileOf(begin, [blockHeader(BlockKind.records, odd), odd])).toBe(
      `${wrong}a block of records has 17 bytes`,
    );
    const unknown = new Uint8Array(16);
    unknown[12] = 250;
    expect(fileOf(begin, [blockHeader(BlockKind.records, unknown), unknown])).toBe(
      `${wrong}record 0: no event has the code 250`,
    );
    const brokenMeta = { ...meta, cores: 0 };
    expect(fileOf(encodeRunBegin(brokenMeta))).toBe(`${wrong}"cores" is no number from 1 to 1048576`);
    expect(fileOf([blockHeader(BlockKind.runBegin, odd), odd])).toBe(
      `${wrong}the beginning of a run can't be understood`,
    );
    const twice = join([encode([small]), Uint8Array.of(0)]);
    expect(errorOf(decodeTraces(twice))).toBe(`${wrong}something follows its end`);
  });
});
