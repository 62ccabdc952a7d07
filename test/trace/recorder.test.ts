import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { CHUNK_RECORDS, type Chunk, RECORD_BYTES } from "../../src/trace/chunk.ts";
import { type ChunkSink, eachRecord, nullSink } from "../../src/trace/chunk-sink.ts";
import { EventCode, MAX_DETAIL } from "../../src/trace/events.ts";
import { Journal } from "../../src/trace/journal.ts";
import { Recorder } from "../../src/trace/recorder.ts";
import { Records } from "../../src/trace/records.ts";
import { Tee } from "../../src/trace/tee.ts";
import { forEachRecord } from "../../src/trace/trace.ts";
import { recordInto } from "../support/journal.ts";
import { endOf, metaOf, rowsOf } from "./fixture.ts";

describe("recorder", () => {
  test("gives back what it was given, over several chunks", () => {
    const recorder = new Recorder(metaOf());
    const count = 2 * CHUNK_RECORDS + 7;
    recordInto(
      recorder,
      Array.from({ length: count }, (_, i) => [2 * i, EventCode.value, -i, i]),
    );
    expect(recorder.bytes).toBe(3 * CHUNK_RECORDS * RECORD_BYTES);
    const trace = recorder.finish(endOf(2 * count));
    expect(trace.length).toBe(count);
    const rows = rowsOf((sink) => forEachRecord(trace, sink));
    expect(rows).toEqual(Array.from({ length: count }, (_, i) => [2 * i, EventCode.value, 0 - i, i]));
    const records = new Records(trace);
    const last = count - 1;
    expect([records.time(last), records.code(last), records.subject(last), records.detail(last)]).toEqual(
      rows[last],
    );
    expect(records.firstAt(2 * CHUNK_RECORDS - 1)).toBe(CHUNK_RECORDS);
    expect(records.firstAt(2 * count)).toBe(count);
    expect(() => records.time(count)).toThrow("record 16391 of 16391");
  });

  test("keeps every field exactly", () => {
    const row = fc.record({
      time: fc.maxSafeNat(),
      code: fc.constantFrom(...Object.values(EventCode)),
      subject: fc.integer(),
      detail: fc.integer({ min: -MAX_DETAIL - 1, max: MAX_DETAIL }),
    });
    fc.assert(
      fc.property(fc.array(row), (unsorted) => {
        const rows = unsorted.toSorted((a, b) => a.time - b.time);
        const recorder = new Recorder(metaOf());
        recordInto(
          recorder,
          rows.map(({ time, code, subject, detail }) => [time, code, subject, detail]),
        );
        const trace = recorder.finish(endOf(0));
        expect(rowsOf((sink) => forEachRecord(trace, sink))).toEqual(
          rows.map(({ time, code, subject, detail }) => [time, code, subject, detail]),
        );
      }),
      { seed: 1 },
    );
  });

  test.each([
    [2 ** 31, 0],
    [0.5, 0],
    [0, MAX_DETAIL + 1],
    [0, Number.NaN],
  ])("refuses subject %d, detail %d", (subject, detail) => {
    const journal = new Journal(nullSink, { now: 10 });
    expect(() => journal.record(EventCode.threadArrive, subject, detail)).toThrow("bad record: time 10");
  });
});

describe("journal", () => {
  /** What a sink was given: the chunk, counted in order of appearance, and the places in it. */
  function deliveries(keepsChunks: boolean, run: (journal: Journal) => void): string[] {
    const chunks: Chunk[] = [];
    const heard: string[] = [];
    const sink: ChunkSink = {
      keepsChunks,
      consume(chunk, from, to) {
        if (!chunks.includes(chunk)) chunks.push(chunk);
        heard.push(`chunk ${chunks.indexOf(chunk)}: ${from}-${to}`);
      },
    };
    const journal = new Journal(sink, { now: 0 });
    run(journal);
    return heard;
  }
  const record = (journal: Journal, count: number) => {
    for (let i = 0; i < count; i += 1) journal.record(EventCode.value, i, 0);
    journal.flush();
    journal.flush();
  };

  test("hands over every record once: when a chunk is full, and when flushed", () => {
    const run = (journal: Journal) => record(journal, CHUNK_RECORDS + 3);
    expect(deliveries(true, run)).toEqual([`chunk 0: 0-${CHUNK_RECORDS}`, "chunk 1: 0-3"]);
    expect(deliveries(false, run)).toEqual([`chunk 0: 0-${CHUNK_RECORDS}`, "chunk 0: 0-3"]);
  });

  test("goes on in a chunk that was flushed before it was full", () => {
    const run = (journal: Journal) => {
      for (const value of [1, 2]) {
        journal.record(EventCode.value, value, 0);
        journal.flush();
      }
    };
    expect(deliveries(true, run)).toEqual(["chunk 0: 0-1", "chunk 0: 1-2"]);
  });
});

test("a tee feeds both sinks, until the second is dropped", () => {
  const heard: string[] = [];
  const hear = (name: string) =>
    eachRecord({
      record: (...row) => {
        heard.push(`${name} ${row.join(" ")}`);
      },
    });
  const kept = new Recorder(metaOf());
  const tee = new Tee(new Tee(hear("a"), hear("b")), kept);
  expect(tee.keepsChunks).toBe(true);
  recordInto(tee, [[1, EventCode.threadEnd, 3, -1]]);
  tee.dropSecond();
  expect(tee.keepsChunks).toBe(false);
  recordInto(tee, [[2, EventCode.threadEnd, 4, -1]]);
  expect(heard).toEqual(["a 1 5 3 -1", "b 1 5 3 -1", "a 2 5 4 -1", "b 2 5 4 -1"]);
  expect(kept.length).toBe(1);
});
