import fc from "fast-check";
import stringWidth from "string-width";
import { expect, test } from "vitest";
import { columnsOf } from "../../src/report/columns.ts";

const PARAMETERS = { seed: 20_261_122, numRuns: 500 };

test("characters take one column, wide ones two, combining marks none", () => {
  expect(columnsOf("logger[3]")).toBe(9);
  expect(columnsOf("█▒· → …")).toBe(7);
  expect(columnsOf("日本")).toBe(4);
  expect(columnsOf("e\u0301")).toBe(1);
  expect(columnsOf("👩‍👩‍👧 ❤️ 1️⃣ 🇩🇪")).toBe(11);
  expect(columnsOf("한국")).toBe(4);
});

// The slow twin: the package whose rules these are.
test("every text is as wide as string-width says", () => {
  const interesting = [..."aé日カｶﾞ한각❤☎©️⃣1#*👩🏽‍🇩🇪🏴\u0301\u0903\u093e\ufe0f\u200d\u00ad\u200b\ud83d◽⌚"];
  const unit = fc.oneof(
    fc.constantFrom(...interesting),
    fc.string({ unit: "grapheme", minLength: 1, maxLength: 1 }),
    fc.string({ unit: "binary", minLength: 1, maxLength: 1 }),
  );
  fc.assert(
    fc.property(fc.array(unit, { maxLength: 8 }), (units) => {
      const text = units.join("");
      expect(columnsOf(text)).toBe(stringWidth(text, { countAnsiEscapeCodes: true }));
    }),
    PARAMETERS,
  );
});

test("what counts as plain is as wide as string-width says, each character", () => {
  for (let code = 0x20; code < 0x3000; code += 1) {
    const text = String.fromCodePoint(code);
    expect([code, columnsOf(text)]).toEqual([code, stringWidth(text, { countAnsiEscapeCodes: true })]);
  }
});
