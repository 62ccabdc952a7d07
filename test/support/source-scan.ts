import { readdirSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";

/** A source file as the architecture checks see it. */
export interface SourceFile {
  /** Relative to the repository, with `/`: `src/trace/trace.ts`. */
  readonly path: string;
  readonly text: string;
}

/** Every TypeScript file under a folder of the repository. */
export function readSources(repository: string, folder: string): SourceFile[] {
  return readdirSync(join(repository, folder), { recursive: true, encoding: "utf8" })
    .map((name) => posix.join(folder, name.replaceAll("\\", "/")))
    .filter((path) => /\.tsx?$/.test(path))
    .sort()
    .map((path) => ({ path, text: readFileSync(join(repository, path), "utf8") }));
}

/** Comments, strings, templates and regular expressions after which an operand can't stand, as one pass finds them. */
const LEXEME =
  /\/\/[^\n]*|\/\*[\s\S]*?\*\/|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\[\s\S]|[^`\\])*`|(?<=[=(,:;!&|?{}\n]\s*)\/(?![*/])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[])+\/[a-z]*/g;

/** The text without comments; strings stay. Line numbers stay as they are. */
function withoutComments(text: string): string {
  return text.replace(LEXEME, (lexeme) =>
    lexeme.startsWith("//") || lexeme.startsWith("/*") ? lexeme.replace(/[^\n]/g, "") : lexeme,
  );
}

/** The text without comments and without what stands in strings and regular expressions; `${…}` in templates stays. */
export function codeOnly(text: string): string {
  return text.replace(LEXEME, (lexeme) => {
    if (lexeme.startsWith("`")) return (lexeme.match(/\$\{[^}]*\}|\n/g) ?? []).join(" ");
    return lexeme.startsWith("/") ? lexeme.replace(/[^\n]/g, "") : '""';
  });
}

/** The specifiers of all imports: static, type-only, re-exports, side effects, dynamic, and `import("…")` types. */
export function importsOf(text: string): string[] {
  const code = withoutComments(text);
  const patterns = [
    /\b(?:import|export)\s+(?:type\s+)?(?:[\w*{}\s,$]+?)\s*from\s*["']([^"']+)["']/g,
    /\bimport\s*["']([^"']+)["']/g,
    /\bimport\s*\(\s*["'`]([^"'`]+)["'`]/g,
    /\brequire\s*\(\s*["'`]([^"'`]+)["'`]/g,
  ];
  return patterns.flatMap((pattern) => [...code.matchAll(pattern)].map((match) => match[1] ?? ""));
}

/** The path in the repository that a relative import leads to. */
export function resolveImport(from: string, specifier: string): string {
  return posix.join(posix.dirname(from), specifier);
}
