import { CST, Lexer, Parser } from "yaml";
import { MAX_ALIASES, MAX_NODES, MAX_TEXT_DEPTH } from "../limits.ts";
import type { Problem } from "./report.ts";
import type { SourceText } from "./source-text.ts";

/** The tokens of a text, or the first limit that it passes. */
export type Scanned =
  | { readonly ok: true; readonly tokens: readonly CST.Token[] }
  | { readonly ok: false; readonly problem: Problem };

/** Lexemes that begin a value or separate it from the next. */
const MARKS: ReadonlySet<CST.TokenType | null> = new Set([
  "scalar",
  "single-quoted-scalar",
  "double-quoted-scalar",
  "block-scalar-header",
  "alias",
  "seq-item-ind",
  "flow-seq-start",
  "flow-map-start",
  "comma",
]);
/** A value has at most two marks: itself, and what separates it. */
const MARKS_PER_VALUE = 2;

/**
 * Takes a text apart without recursion, and stops at the first sign of a depth or number of values past
 * the limits: only what is within them is built up, recursively, afterwards.
 */
export function scan(source: SourceText, text: string): Scanned {
  const parser = new Parser();
  const tokens: CST.Token[] = [];
  let marks = 0;
  let aliases = 0;
  let inScalar = false;
  const failed = (message: string): Scanned => {
    return { ok: false, problem: { place: source.place(parser.offset), message } };
  };
  for (const lexeme of new Lexer().lex(text)) {
    // A scalar is a mark and then its text, which may look like anything.
    const type: CST.TokenType | null = inScalar ? null : CST.tokenType(lexeme);
    inScalar = type === "scalar";
    if (type === "directive-line") return failed("directives are not supported");
    if (MARKS.has(type)) marks += 1;
    if (type === "alias") aliases += 1;
    if (marks > MAX_NODES * MARKS_PER_VALUE) return failed(`too many values: at most ${MAX_NODES}`);
    if (aliases > MAX_ALIASES) return failed(`too many aliases: at most ${MAX_ALIASES}`);
    for (const token of parser.next(lexeme)) tokens.push(token);
    // The lowest is the document, and the highest may be a scalar.
    if (parser.stack.length > MAX_TEXT_DEPTH + 2)
      return failed(`nested too deep: at most ${MAX_TEXT_DEPTH} levels`);
  }
  for (const token of parser.end()) tokens.push(token);
  return { ok: true, tokens };
}
