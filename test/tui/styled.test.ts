import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { columnsOf } from "../../src/report/columns.ts";
import { plainLine, wrapText } from "../../src/report/wrap.ts";
import {
  clip,
  justify,
  lineWidth,
  padEnd,
  padStart,
  plainText,
  span,
  truncate,
} from "../../src/tui/styled.ts";

const FUZZ = { seed: 20_261_122, numRuns: 300 };

describe("text in columns", () => {
  test("wide characters take two columns, combining marks none", () => {
    expect(columnsOf("日本")).toBe(4);
    expect(columnsOf("e\u0301")).toBe(1);
    expect(padEnd("日", 4)).toBe("日  ");
    expect(padStart("7", 3)).toBe("  7");
  });

  test("what doesn't fit ends in an ellipsis", () => {
    expect(truncate("many-to-many", 12, "…")).toBe("many-to-many");
    expect(truncate("many-to-many", 8, "…")).toBe("many-to…");
    expect(truncate("many-to-many", 1, "..")).toBe(".");
  });

  test("a wide character is never split", () => {
    expect(plainText(clip([span("ab"), span("日本")], 5))).toBe("ab日");
  });

  test("a name can't carry escape codes, line ends or a change of direction", () => {
    expect(plainLine("a\u001b[2Jb\r\nc\u202ed\u2028e")).toBe("a [2Jb c d e");
  });

  test("both ends of a line, the left one giving way", () => {
    expect(plainText(justify([span("left")], [span("right")], 12))).toBe("left   right");
    expect(plainText(justify([span("a long left side")], [span("right")], 12))).toBe("a long right");
  });
});

test("property: clipped lines, truncated texts and wrapped words never pass the width", () => {
  fc.assert(
    fc.property(
      fc.array(fc.string({ unit: "grapheme" }).map(plainLine), { maxLength: 6 }),
      fc.integer({ min: 4, max: 40 }),
      (texts, width) => {
        const line = texts.map((text) => span(text));
        expect(lineWidth(clip(line, width))).toBeLessThanOrEqual(width);
        for (const words of wrapText(texts.join(" "), width)) {
          expect(columnsOf(words)).toBeLessThanOrEqual(width);
        }
        for (const text of texts) expect(columnsOf(truncate(text, width, "…"))).toBeLessThanOrEqual(width);
      },
    ),
    FUZZ,
  );
});

test("property: wrapping keeps every character but blanks", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: "grapheme" }).map(plainLine),
      fc.integer({ min: 4, max: 40 }),
      (text, width) => {
        const bare = (words: string) => words.replaceAll(" ", "");
        expect(bare(wrapText(text, width).join(""))).toBe(bare(text));
      },
    ),
    FUZZ,
  );
});
