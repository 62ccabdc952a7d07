/**
 * Gathers the licences of all packages that are bundled, as they ask for: their terms go where their code goes.
 *
 * The bundler names each module in front of it, `// node_modules/…`, as long as blanks are left in. Usage:
 * node .build/licences.mjs OUT FILE…: reads the bundles, writes OUT. Throws where a package has no terms.
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** A module of a package in a bundle: the package's directory, its name, and the module's path. */
const MODULE = /^ *\/\/ ((?:.*\/)?node_modules\/((?:@[^/\n]+\/)?[^/\n]+))\/(.+)$/gm;
const LICENCE_FILE = /^licen[cs]e(\.(md|txt))?$/i;
const COMMENT = /\/\*[\s\S]*?\*\/|(?:^ *\/\/.*\n)+/gm;
/** What stands in front of the terms in this package's own licence: title and copyright, two paragraphs. */
const OWN_HEAD = 2;

/** The text of a comment, without what makes it one and without its tags. */
const withoutSigns = (comment) =>
  comment.replace(/^ *(?:\/\*+|\*+\/|\*|\/\/) ?(?:@.*)?|\*\/ *$/gm, "").trim();
const paragraphs = (text) => text.trim().split(/\n{2,}/);

/** Packages by name, each with its directory and the modules of it that are bundled. */
function bundledPackages(files) {
  const packages = new Map();
  for (const file of files) {
    for (const [, directory, name, path] of readFileSync(file, "utf8").matchAll(MODULE)) {
      const known = packages.get(name) ?? { directory, modules: new Set() };
      known.modules.add(join(directory, path));
      packages.set(name, known);
    }
  }
  return [...packages].sort(([a], [b]) => (a < b ? -1 : 1));
}

/** The package's licence file; where it ships none, what its modules say of their copyright, with the terms of its kind. */
function termsOf(name, { directory, modules }, licence) {
  const file = readdirSync(directory).find((entry) => LICENCE_FILE.test(entry));
  if (file !== undefined) return readFileSync(join(directory, file), "utf8").trim();
  if (licence !== "MIT") throw new Error(`${name} ships no licence file, and its licence is ${licence}`);
  const comments = [...modules].flatMap((path) => readFileSync(path, "utf8").match(COMMENT) ?? []);
  const notices = new Set(comments.filter((text) => /copyright/i.test(text)).map(withoutSigns));
  const terms = [...notices].some((text) => text.includes("Permission is hereby granted"))
    ? []
    : paragraphs(readFileSync("LICENSE", "utf8")).slice(OWN_HEAD);
  return [...notices, ...terms].join("\n\n");
}

/** All packages, each under its name, version and licence. */
function noticesOf(files) {
  const packages = bundledPackages(files);
  if (packages.length === 0) throw new Error("no module of a package in the bundles");
  return packages.map(([name, bundled]) => {
    const { version, license } = JSON.parse(readFileSync(join(bundled.directory, "package.json"), "utf8"));
    return `${name} ${version} (${license})\n\n${termsOf(name, bundled, license)}\n`;
  });
}

const [out, ...files] = process.argv.slice(2);
const rule = `${"-".repeat(80)}\n`;
writeFileSync(
  out,
  ["The code of threadsim has these packages bundled into it.\n\n", ...noticesOf(files)].join(rule),
);
