import headless from "@xterm/headless";
import fc from "fast-check";
import { expect, test } from "vitest";
import { difference, Grid, Looks } from "../../../src/tui/explore/grid.ts";
import { span } from "../../../src/tui/styled.ts";

const WIDTH = 20;
const HEIGHT = 4;

interface Piece {
  readonly x: number;
  readonly y: number;
  readonly text: string;
}
const piece: fc.Arbitrary<Piece> = fc.record({
  x: fc.nat(WIDTH - 1),
  y: fc.nat(HEIGHT - 1),
  text: fc.constantFrom("abc", "█▒", "日本", "é", "e\u0301x", "  ", "longer than the room there is"),
});

function draw(pieces: readonly Piece[], looks: Looks): Grid {
  const grid = new Grid(WIDTH, HEIGHT, looks);
  for (const { x, y, text } of pieces) grid.line(x, y, [span(text, y % 2 === 0 ? "best" : "plain")]);
  return grid;
}

/** Overlapping wide characters leave halves behind that a terminal shows in its own way: those are left out. */
function isWhole(grid: Grid): boolean {
  for (let y = 0; y < HEIGHT; y += 1) {
    for (let x = 0; x < WIDTH; x += 1) {
      const wide = /[日本]/.test(grid.looks.text(grid.characterAt(x, y)));
      const rightHalf = x + 1 < WIDTH && grid.characterAt(x + 1, y) === 0;
      if (wide !== rightHalf) return false;
    }
  }
  return true;
}

test("a terminal that is sent only differences shows what it would show anew", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(piece, { maxLength: 4 }), { minLength: 1, maxLength: 5 }),
      async (frames) => {
        const terminal = new headless.Terminal({ cols: WIDTH, rows: HEIGHT, allowProposedApi: true });
        const looks = new Looks("256");
        let before: Grid | null = null;
        for (const pieces of frames) {
          const grid = draw(pieces, looks);
          if (!isWhole(grid)) continue;
          const changes = difference(before, grid, new Set());
          await new Promise<void>((resolve) => terminal.write(`\u001b[?7l${changes}`, resolve));
          before = grid;
          const shown = Array.from({ length: HEIGHT }, (_, y) =>
            terminal.buffer.active.getLine(y)?.translateToString(true).trimEnd(),
          );
          expect(shown).toEqual(Array.from({ length: HEIGHT }, (_, y) => grid.rowText(y)));
        }
        terminal.dispose();
      },
    ),
    { seed: 42, numRuns: 100 },
  );
});

test("nothing is sent for an equal frame, little for a small change, nothing for rows of others", () => {
  const looks = new Looks("256");
  const before = draw([{ x: 0, y: 0, text: "abc" }], looks);
  expect(difference(before, before.copy(), new Set())).toBe("");
  const after = before.copy();
  after.line(1, 0, [span("X", "best")]);
  expect(difference(before, after, new Set())).toMatch(/^.\[1;2H.\[0;[\d;]+mX.\[0m$/u);
  expect(difference(null, after, new Set([0]))).not.toContain("X");
});
