import { expect, test } from "vitest";
import { markdownTable, withTable } from "./readme-tables.ts";

const ROWS = [
  { what: "`--help`", measured: "1.25x", target: "<= 1.8x" },
  { what: "a first picture", measured: "3x", target: "" },
];

test("a table is aligned", () => {
  expect(markdownTable(ROWS)).toBe(
    [
      "| measured        | result | target  |",
      "| --------------- | ------ | ------- |",
      "| `--help`        | 1.25x  | <= 1.8x |",
      "| a first picture | 3x     |         |",
    ].join("\n"),
  );
});

test("only the table between a section's markers is replaced", () => {
  const text = "a\n<!-- bench one -->\nold\n<!-- end -->\nb\n<!-- bench two -->\n\nkept\n\n<!-- end -->\n";
  const replaced = withTable(text, "one", ROWS);
  expect(replaced).toBe(text.replace("\nold\n", `\n\n${markdownTable(ROWS)}\n\n`));
  expect(withTable(replaced ?? "", "one", ROWS)).toBe(replaced);
});

test("a text without the markers is left alone", () => {
  expect(withTable("nothing here", "one", ROWS)).toBeNull();
  expect(withTable("<!-- bench one --> and no end", "one", ROWS)).toBeNull();
});
