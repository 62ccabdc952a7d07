import { describe, expect, test } from "vitest";
import { paint } from "../../src/tui/palette.ts";
import { span } from "../../src/tui/styled.ts";

const line = [span("many-to-one", "strong"), span("  "), span("~~~", 3), span(" quiet", "quiet"), span("  ")];

describe("a painted line", () => {
  test("has no escape code where there are no colours", () => {
    expect(paint(line, "none")).toBe("many-to-one  ~~~ quiet");
  });

  test("sets off what counts where there are no colours but a screen", () => {
    expect(paint([span("key", "accent"), ...line], "bold")).toBe(
      "\u001b[1mkey\u001b[0m\u001b[1mmany-to-one\u001b[0m  ~~~ quiet",
    );
  });

  test("fills a waiting state's cells, from 256 colours on with the palette's own numbers", () => {
    const full =
      "\u001b[1mmany-to-one\u001b[0m  \u001b[38;5;117;48;5;24m~~~\u001b[0m\u001b[38;5;245m quiet\u001b[0m";
    expect(paint(line, "256")).toBe(full);
    expect(paint(line, "truecolor")).toBe(full);
    expect(paint(line, "16")).toBe(
      "\u001b[1mmany-to-one\u001b[0m  \u001b[97;44m~~~\u001b[0m\u001b[90m quiet\u001b[0m",
    );
  });

  test("block elements fill their cells themselves, and light states are glyphs alone", () => {
    expect(paint([span("██", 0), span("··", 4)], "256")).toBe(
      "\u001b[38;5;117m██\u001b[0m\u001b[38;5;144m··\u001b[0m",
    );
  });

  test("blanks at the end of a line are left out, whatever their colour", () => {
    expect(paint([span("axis  ", "quiet"), span("   ", "error")], "256")).toBe(
      "\u001b[38;5;245maxis\u001b[0m",
    );
  });
});
