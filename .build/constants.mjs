/**
 * Turns the bundler's `var NAME = …` at the top of modules back into `const`, and takes the blanks out.
 *
 * esbuild writes every top-level `const` as `var` when it bundles. V8 puts a constant's value, an event code or
 * a function, into the machine code it makes, but loads a `var` each time and checks what it is: a simulation
 * takes about an eighth longer. Usage: node .build/constants.mjs FILE…, each rewritten in place.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { transformSync } from "esbuild";

/** A statement at the very beginning of a line of the bundle; those further in belong to functions. */
const TOP_LEVEL = /^var (?=[\w$]+ = )/;
const OPTIONS = {
  minifyWhitespace: true,
  legalComments: "inline",
  logLevel: "silent",
  logOverride: { "assign-to-constant": "error" },
};

/** Lines of the declarations that can't be constant: assigned again, or without a value. One-based. */
function refused(failures) {
  return failures.map(({ text, location, notes }) => {
    const place = notes[0]?.location ?? location;
    if (place === null) throw new Error(text);
    return place.line;
  });
}

/** The bundle with all top-level declarations constant that can be. */
function withConstants(bundle) {
  const lines = bundle.split("\n").map((line) => line.replace(TOP_LEVEL, "const "));
  for (;;) {
    try {
      return transformSync(lines.join("\n"), OPTIONS).code;
    } catch (error) {
      for (const line of refused(error.errors ?? [{ text: String(error), location: null, notes: [] }])) {
        // A declaration of several names may go over many lines; it begins with the keyword.
        let start = line - 1;
        while (start >= 0 && !/^(const|var) /.test(lines[start])) start -= 1;
        lines[start] = lines[start].replace(/^const /, "var ");
      }
    }
  }
}

for (const file of process.argv.slice(2)) writeFileSync(file, withConstants(readFileSync(file, "utf8")));
