import { expect, test } from "vitest";
import type { FindingKind } from "../../src/analysis/findings/kinds.ts";
import type { Finding, Severity } from "../../src/analysis/result.ts";
import { ms } from "../../src/base/time.ts";
import { findingNotes, note } from "../../src/tui/notes.ts";
import { plainText } from "../../src/tui/styled.ts";
import { symbols } from "../../src/tui/symbols.ts";

const finding = (kind: FindingKind, severity: Severity, message: string): Finding => ({
  kind,
  severity,
  atNs: ms(1),
  threads: [],
  objects: [],
  message,
  advice: `What to do about ${kind}.`,
});

test("a sentence wraps beside its sign", () => {
  const lines = note(
    "→",
    "1.08 s of 1.2 s: stalled, the only kernel thread was blocked in io",
    "accent",
    2,
    40,
  );
  expect(lines.map(plainText).join("\n")).toMatchInlineSnapshot(`
    "  → 1.08 s of 1.2 s: stalled, the only
        kernel thread was blocked in io"
  `);
});

test("findings: the gravest first, each under its kind, text beside it", () => {
  const findings = [
    finding("stall", "info", "fetchers were stalled for 1.08 s in all."),
    finding("deadlock", "error", "left holds a and waits for b, which right holds; right waits for a."),
    finding("lost-update", "warning", "counter lost 3 updates, the first by adder[1]."),
  ];
  expect(findingNotes(findings, symbols(false), 2, 60).map(plainText).join("\n")).toMatchInlineSnapshot(`
    "  ✖ deadlock     left holds a and waits for b, which right
                     holds; right waits for a.
                     → What to do about deadlock.
      ▲ lost-update  counter lost 3 updates, the first by
                     adder[1].
                     → What to do about lost-update.
      • stall        fetchers were stalled for 1.08 s in all.
                     → What to do about stall."
  `);
});

test("many findings are counted, not shown", () => {
  const findings = Array.from({ length: 9 }, (_, i) => finding("not-held", "error", `number ${i}`));
  expect(findingNotes(findings, symbols(true), 0, 60).map(plainText).join("\n")).toMatchInlineSnapshot(`
    "!! not-held  number 0
    !! not-held  number 1
    !! not-held  number 2
    !! not-held  number 3
    !! not-held  number 4
    !! not-held  number 5
                 -> What to do about not-held.
    and 3 more: see --json"
  `);
});
