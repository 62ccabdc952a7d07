import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { MAX_NS } from "../../../src/base/time.ts";
import { ByteWriter, bytesOf } from "../../../src/report/export/byte-writer.ts";

const SEED = 20261123;
/** More than the writer keeps at a time. */
const LONG = 300_000;
const NS_PER_US = 1_000n;

function written(write: (writer: ByteWriter) => void): string {
  const pieces: Uint8Array[] = [];
  const writer = new ByteWriter((bytes) => pieces.push(bytes.slice()));
  write(writer);
  writer.flush();
  return Buffer.concat(pieces).toString();
}

/** The slow twin: exact integers. */
function microseconds(ns: number): string {
  const exact = BigInt(ns);
  return `${exact / NS_PER_US}.${String(exact % NS_PER_US).padStart(3, "0")}`;
}

describe("numbers", () => {
  // Also just below a thousandth of a whole, where a quotient of doubles is rounded up.
  const time = fc.oneof(
    fc.maxSafeNat(),
    fc.nat(),
    fc.integer({ min: 1, max: Math.floor(MAX_NS / 1_000) }).map((us) => us * 1_000 - 1),
    fc.constantFrom(0, 1, 999, 1_000, 999_999_999, 1_000_000_000, MAX_NS - 1, MAX_NS),
  );

  test("times are microseconds to the nanosecond, however large", () => {
    fc.assert(
      fc.property(time, (ns) => {
        expect(written((writer) => writer.microseconds(ns))).toBe(microseconds(ns));
      }),
      { seed: SEED, numRuns: 1_000 },
    );
  });

  test("integers are those of String", () => {
    fc.assert(
      fc.property(fc.oneof(time, fc.maxSafeInteger(), fc.constantFrom(-1, 9, 10, 99, 100)), (value) => {
        expect(written((writer) => writer.integer(value))).toBe(String(value));
      }),
      { seed: SEED, numRuns: 1_000 },
    );
  });
});

describe("pieces", () => {
  test("make the same text wherever they are cut", () => {
    const words = ["", "a", "é", "x".repeat(99), "y".repeat(LONG), ",\n"];
    const expected: string[] = [];
    const text = written((writer) => {
      for (let i = 0; i < LONG / 10; i += 1) {
        const word = words[i % (i % 1_000 === 4 ? words.length : 4)] ?? "";
        writer.text(word);
        writer.integer(i);
        expected.push(word, String(i));
      }
    });
    expect(text).toBe(expected.join(""));
  });

  test("are handed on when they have become many, and never kept", () => {
    let handed = 0;
    const writer = new ByteWriter((bytes) => {
      handed += bytes.length;
    });
    const bytes = bytesOf("0123456789");
    for (let i = 0; i < LONG; i += 1) writer.bytes(bytes);
    expect(LONG * bytes.length - handed).toBeLessThan(LONG);
    expect(handed).toBeGreaterThan(0);
  });
});
