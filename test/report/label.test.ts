import fc from "fast-check";
import { expect, test } from "vitest";
import { columnsOf } from "../../src/report/columns.ts";
import { fitLabel } from "../../src/report/label.ts";

test("a label that is too long loses its middle, so that its index stays", () => {
  expect(fitLabel("fetchers[12]", 12)).toBe("fetchers[12]");
  expect(fitLabel("fetchers[12]", 14)).toBe("fetchers[12]  ");
  expect(fitLabel("fetchers[12]", 9)).toBe("fetc…[12]");
});

test("wide characters are kept whole, and letters with their marks", () => {
  expect(fitLabel("読者読者[3]", 8)).toBe("読者…[3]");
  expect(fitLabel("e\u0301e\u0301e\u0301e\u0301", 3)).toBe("e\u0301…e\u0301");
});

test("property: a label takes exactly the columns it is given, and no control character passes", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), fc.integer({ min: 1, max: 30 }), (text, columns) => {
      const label = fitLabel(text, columns);
      expect(columnsOf(label)).toBe(columns);
      expect(label).not.toMatch(/\p{Cc}/u);
    }),
    { seed: 20_261_123, numRuns: 300 },
  );
});
