import {
  type Alias,
  Composer,
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  type ParsedNode,
  type YAMLError,
} from "yaml";
import { MAX_NODES, MAX_TEXT_LENGTH } from "../limits.ts";
import type { Problem } from "./report.ts";
import { scan } from "./scan.ts";
import type { Place, SourceText } from "./source-text.ts";
import type { Entry, Tree } from "./tree.ts";

/** A tree, or what is wrong with the text; `more` counts what only follows from the first. */
export type ReadResult =
  | { readonly ok: true; readonly tree: Tree }
  | { readonly ok: false; readonly problems: readonly Problem[]; readonly more: number };

/**
 * Reads one YAML 1.2 document (core schema; no directives, no tags of one's own, no merge keys).
 * `text` stands in for the source's where only a part of that is YAML; places stay the same.
 */
export function readYaml(source: SourceText, text: string = source.text): ReadResult {
  const unfit = textProblem(source);
  if (unfit !== undefined) return failed([unfit]);
  const scanned = scan(source, text);
  if (!scanned.ok) return failed([scanned.problem]);
  const options = { version: "1.2", schema: "core", merge: false, uniqueKeys: false } as const;
  const documents = [...new Composer(options).compose(scanned.tokens, true, text.length)];
  const errors = documents.flatMap((document) => [...document.errors, ...document.warnings]);
  const first = errors.reduce<YAMLError | undefined>(
    (least, error) => (least === undefined || error.pos[0] < least.pos[0] ? error : least),
    undefined,
  );
  if (first !== undefined) return failed([syntaxProblem(first, source)], errors.length - 1);
  const [document, second] = documents;
  if (second !== undefined) {
    return failed([problem(source.place(second.range[0]), "a scenario is one document, not several")]);
  }
  if (document === undefined || document.contents === null || isEmpty(document.contents)) {
    return failed([problem(source.place(0), "the scenario is empty")]);
  }
  const converter = new Converter(source);
  const tree = converter.convert(document.contents).tree;
  return converter.problems.length > 0 ? failed(converter.problems) : { ok: true, tree };
}

function failed(problems: readonly Problem[], more = 0): ReadResult {
  return { ok: false, problems, more };
}

function problem(place: Place, message: string, hint?: string): Problem {
  return { place, message, hint };
}

function isEmpty(node: ParsedNode): boolean {
  return isScalar(node) && node.value === null && (node.source ?? "") === "";
}

function textProblem(source: SourceText): Problem | undefined {
  if (source.text.length > MAX_TEXT_LENGTH) {
    const most = `${MAX_TEXT_LENGTH / 2 ** 20} Mi`;
    return problem(
      source.place(0),
      `the text is too long: ${source.text.length} characters, at most ${most}`,
    );
  }
  // A decoder writes U+FFFD for bytes that are no UTF-8.
  const binary = ["\0", "\ufffd"].map((sign) => source.text.indexOf(sign)).find((index) => index !== -1);
  return binary === undefined ? undefined : problem(source.place(binary), "this is not text in UTF-8");
}

function syntaxProblem(error: YAMLError, source: SourceText): Problem {
  const [start, end] = error.pos;
  const message = error.code === "TAG_RESOLVE_FAILED" ? "tags are not supported" : `YAML: ${error.message}`;
  return problem(source.place(start, end), message);
}

/** A tree and the number of values in it, aliases expanded. */
interface Converted {
  readonly tree: Tree;
  readonly size: number;
}

/** Turns composed nodes into a {@link Tree}. An alias shares the tree of its anchor. */
class Converter {
  readonly problems: Problem[] = [];
  readonly #source: SourceText;
  readonly #anchors = new Map<string, Converted>();
  #size = 0;

  constructor(source: SourceText) {
    this.#source = source;
  }

  convert(node: ParsedNode | null): Converted {
    if (node === null) return this.#scalar(null, this.#source.place(0));
    if (isAlias(node)) return this.#alias(node);
    const before = this.#size;
    const tree = this.#tree(node);
    const converted = { tree, size: this.#size - before };
    if (node.anchor !== undefined) this.#anchors.set(node.anchor, converted);
    return converted;
  }

  #tree(node: Exclude<ParsedNode, Alias>): Tree {
    const place = this.#place(node);
    this.#count(1, place);
    if (isScalar(node)) return this.#scalar(node.value, place).tree;
    if (isSeq(node)) {
      const items = node.items.map((item) => this.convert(isPair(item) ? null : item).tree);
      return { kind: "list", items, place };
    }
    const entries = new Map<string, Entry>();
    if (!isMap(node)) return { kind: "mapping", entries, place };
    for (const { key, value } of node.items) this.#entry(entries, key, value);
    return { kind: "mapping", entries, place };
  }

  #entry(entries: Map<string, Entry>, key: ParsedNode, value: ParsedNode | null): void {
    const place = this.#place(key);
    const name = isScalar(key) ? (key.source ?? String(key.value)) : undefined;
    const converted = value === null ? this.#scalar(null, place) : this.convert(value);
    if (name === undefined || name === "__proto__") {
      this.problems.push(problem(place, name === undefined ? "a key has to be a word" : "not a key"));
    } else if (entries.has(name)) {
      this.problems.push(problem(place, `\`${name}\` stands here a second time`));
    } else {
      entries.set(name, { key: place, value: converted.tree });
    }
  }

  #alias(node: Alias): Converted {
    const place = this.#place(node);
    const anchor = this.#anchors.get(node.source);
    if (anchor === undefined) {
      this.problems.push(problem(place, `no anchor \`&${node.source}\` ends before this alias`));
      return this.#scalar(null, place);
    }
    this.#count(anchor.size, place);
    return anchor;
  }

  #scalar(value: unknown, place: Place): Converted {
    const known =
      typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? value : null;
    return { tree: { kind: "scalar", value: known, place }, size: 1 };
  }

  #count(size: number, place: Place): void {
    const over = this.#size > MAX_NODES;
    this.#size += size;
    if (over || this.#size <= MAX_NODES) return;
    this.problems.push(problem(place, `too many values with every alias written out: at most ${MAX_NODES}`));
  }

  #place(node: { range?: readonly [number, number, number] | null | undefined }): Place {
    return this.#source.place(node.range?.[0] ?? 0, node.range?.[1] ?? 0);
  }
}
