import { expect, test } from "vitest";
import { formatIssue } from "../../src/scenario/format-issue.ts";

/** The last two lines of a report on `wrong` in a line of text. */
function shown(source: string, wrong: string): string {
  const column = source.indexOf(wrong) + 1;
  const issue = { file: "a.yaml", line: 1, column, length: wrong.length, message: "is wrong", source };
  return formatIssue(issue).split("\n").slice(1).join("\n");
}

test.each([
  ["name: x", "x", "  name: x\n        ^"],
  // Two columns for each of these characters.
  ["名前: abc", "abc", "  名前: abc\n        ^^^"],
  ["{ 😀: 漢字 }", "漢字", "  { 😀: 漢字 }\n        ^^^^"],
  // A mark above its letter takes none.
  ["e\u0301te\u0301: 1", "1", "  e\u0301te\u0301: 1\n       ^"],
])("the caret stands under what is meant: %s", (source, wrong, expected) => {
  expect(shown(source, wrong)).toBe(expected);
});

test("behind the end of a line there is a caret all the same", () => {
  const issue = { file: "a.yaml", line: 1, column: 4, length: 1, message: "is wrong", source: "abc" };
  expect(formatIssue(issue)).toBe("a.yaml:1:4: error: is wrong\n  abc\n     ^");
});
