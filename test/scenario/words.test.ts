import fc from "fast-check";
import { expect, test } from "vitest";
import { MAX_NS } from "../../src/base/time.ts";
import { editDistance, nearest } from "../../src/scenario/did-you-mean.ts";
import { parseBytes, parseDuration } from "../../src/scenario/quantity.ts";

/** The slow twin: the definition itself, by recursion. */
function slowDistance(a: string, b: string): number {
  if (a === "" || b === "") return a.length + b.length;
  const same = a.at(-1) === b.at(-1) ? 0 : 1;
  const ways = [
    slowDistance(a.slice(0, -1), b) + 1,
    slowDistance(a, b.slice(0, -1)) + 1,
    slowDistance(a.slice(0, -1), b.slice(0, -1)) + same,
  ];
  const exchanged = a.length > 1 && b.length > 1 && a.at(-1) === b.at(-2) && a.at(-2) === b.at(-1);
  if (exchanged) ways.push(slowDistance(a.slice(0, -2), b.slice(0, -2)) + 1);
  return Math.min(...ways);
}

test("the edit distance is that of its definition", () => {
  const word = fc.string({ unit: fc.constantFrom("a", "b", "c"), maxLength: 6 });
  fc.assert(
    fc.property(word, word, (a, b) => {
      expect(editDistance(a, b)).toBe(slowDistance(a, b));
    }),
    { seed: 1, numRuns: 300 },
  );
});

test("only near words are suggested", () => {
  expect(nearest("compte", ["put", "compute", "acquire"])).toBe("compute");
  expect(nearest("CORES", ["cores"])).toBe("cores");
  expect(nearest("frobnicate", ["put", "take"])).toBeUndefined();
  expect(nearest("x", [])).toBeUndefined();
});

test("durations and sizes: whole nanoseconds and bytes, to the limit and not past it", () => {
  const value = (text: unknown) => {
    const quantity = parseDuration(text);
    return quantity.ok ? quantity.value : quantity.message;
  };
  expect([value("10ms"), value("1.5s"), value("0.1us"), value("2 min"), value(0), value("0.4ns")]).toEqual([
    1e7, 1.5e9, 100, 12e10, 0, 0,
  ]);
  expect(value(`${MAX_NS}ns`)).toBe(MAX_NS);
  expect(value(`${MAX_NS - 1}ns`)).toBe(MAX_NS - 1);
  expect(value("9007199254740993ns")).toContain("past the end of the clock");
  expect(value(`${"9".repeat(400)}s`)).toContain("past the end of the clock");
  expect(parseBytes("1.5KiB")).toEqual({ ok: true, value: 1536 });
  expect(parseBytes("4MB")).toMatchObject({
    ok: false,
    message: expect.stringContaining("unknown unit `MB`"),
  });
  expect(parseBytes("9999999GiB")).toMatchObject({ ok: false });
});

test("a duration written as whole nanoseconds is read back as they are", () => {
  fc.assert(
    fc.property(fc.nat({ max: MAX_NS }), (time) => {
      expect(parseDuration(`${time}ns`)).toEqual({ ok: true, value: time });
    }),
    { seed: 2 },
  );
});
