import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { CHUNK_RECORDS, RECORD_BYTES } from "../../src/trace/chunk.ts";
import { EventCode, MAX_DETAIL } from "../../src/trace/events.ts";
import { Recorder } from "../../src/trace/recorder.ts";
import { Records } from "../../src/trace/records.ts";
import { nullSink, Tee } from "../../src/trace/tee.ts";
import { forEachRecord } from "../../src/trace/trace.ts";
import { endOf, metaOf, rowsOf } from "./fixture.ts";

describe("recorder", () => {
  test("gives back what it was given, over several chunks", () => {
    const recorder = new Recorder(metaOf());
    const count = 2 * CHUNK_RECORDS + 7;
    for (let i = 0; i < count; i += 1) recorder.record(2 * i, EventCode.value, -i, i);
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
        for (const { time, code, subject, detail } of rows) recorder.record(time, code, subject, detail);
        const trace = recorder.finish(endOf(0));
        expect(rowsOf((sink) => forEachRecord(trace, sink))).toEqual(
          rows.map(({ time, code, subject, detail }) => [time, code, subject, detail]),
        );
      }),
      { seed: 1 },
    );
  });

  test.each([
    [9, 0, 0],
    [Number.NaN, 0, 0],
    [10, 2 ** 31, 0],
    [10, 0.5, 0],
    [10, 0, MAX_DETAIL + 1],
    [10, 0, Number.NaN],
  ])("refuses time %d, subject %d, detail %d after time 10", (time, subject, detail) => {
    const recorder = new Recorder(metaOf());
    recorder.record(10, EventCode.threadArrive, 0, -1);
    expect(() => recorder.record(time, EventCode.threadArrive, subject, detail)).toThrow("bad record");
  });
});

test("a tee feeds both sinks", () => {
  const heard: string[] = [];
  const hear = (name: string) => ({
    record: (...row: number[]) => {
      heard.push(`${name} ${row.join(" ")}`);
    },
  });
  new Tee(hear("a"), new Tee(nullSink, hear("b"))).record(1, EventCode.threadEnd, 3, -1);
  expect(heard).toEqual(["a 1 5 3 -1", "b 1 5 3 -1"]);
});
