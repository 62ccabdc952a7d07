import { MODELS } from "../threads/models/registry.ts";
import { didYouMean } from "./did-you-mean.ts";
import { readYaml } from "./text/read-yaml.ts";
import type { Problem } from "./text/report.ts";
import { type Place, SourceText } from "./text/source-text.ts";
import type { Entry, List, Mapping, Scalar, Tree } from "./text/tree.ts";

/** The tree with an override in it, or what is wrong with the override. */
export type Overridden =
  | { readonly ok: true; readonly tree: Tree }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** One part of a path: a key, a name or an index, with its place in the option. */
interface Part {
  readonly key: string | number;
  readonly place: Place;
}

/** Applies `PATH=VALUE`, such as `machine.cores=4`, `workload.fetchers.workers=7` or `models=[one-to-one]`. */
export function applySet(tree: Tree, option: string, rank: number): Overridden {
  const source = new SourceText("--set", option, rank);
  const equals = option.indexOf("=");
  if (equals <= 0)
    return refused(source.place(0, option.length), "expected PATH=VALUE, such as machine.cores=4");
  if (option.slice(equals + 1).trim() === "") return refused(source.place(equals + 1), "a value is missing");
  const parts = parsePath(option.slice(0, equals), source);
  if (parts === undefined) {
    return refused(source.place(0, equals), "expected a path such as machine.cores or workload[0].count");
  }
  // The path is blanked out, so that the value's places are places in the option.
  const value = readYaml(source, " ".repeat(equals + 1) + option.slice(equals + 1));
  return value.ok ? put(tree, parts, value.tree) : value;
}

/** Sets a top-level key to a plain value that comes from an option such as `--seed`. */
export function applyOption(tree: Tree, key: string, file: string, text: string, rank: number): Overridden {
  const place = new SourceText(file, text, rank).place(0, text.length);
  const number = /^-?\d{1,15}$/.test(text) ? Number(text) : text;
  return put(tree, [{ key, place }], { kind: "scalar", value: number, place });
}

function refused(place: Place, message: string, hint?: string): Overridden {
  return { ok: false, problems: [{ place, message, hint }] };
}

/** Keys, names and indices of `a.b[0].c`, or undefined where it is no path. */
export function pathKeys(text: string): (string | number)[] | undefined {
  return parsePath(text, new SourceText("--set", text))?.map(({ key }) => key);
}

/** `a.b[0].c`, or undefined where it is no path. */
function parsePath(text: string, source: SourceText): Part[] | undefined {
  const parts: Part[] = [];
  const pattern = /(?:^|\.)([^.[\]]+)|\[(\d{1,9})\]/y;
  while (pattern.lastIndex < text.length) {
    const start = pattern.lastIndex;
    const match = pattern.exec(text);
    if (match === null) return undefined;
    const [, key, index] = match;
    const from = text.startsWith(".", start) ? start + 1 : start;
    parts.push({ key: key ?? Number(index), place: source.place(from, pattern.lastIndex) });
  }
  return parts;
}

/** A copy of the tree with `value` at the path; every part that needn't change is shared. */
function put(tree: Tree, parts: readonly Part[], value: Tree, parent?: Part): Overridden {
  const [part, ...rest] = parts;
  if (part === undefined) return { ok: true, tree: value };
  switch (tree.kind) {
    case "mapping":
      return putIntoMapping(tree, part, rest, value);
    case "list":
      return putIntoList(tree, part, rest, value);
    case "scalar": {
      const opened = open(tree, part, parent);
      if (opened !== undefined) return putIntoMapping(opened, part, rest, value);
      const name = parent === undefined ? "the scenario" : `\`${parent.key}\``;
      return refused(part.place, `${name} is no mapping or list: there is no \`${part.key}\` in it`);
    }
  }
}

function putIntoMapping(tree: Mapping, part: Part, rest: readonly Part[], value: Tree): Overridden {
  const key = String(part.key);
  if (typeof part.key === "number" || key === "__proto__") {
    return refused(part.place, `this is a mapping: \`${key}\` is no key of it`);
  }
  const old = tree.entries.get(key);
  const changed = put(old?.value ?? missing(part, rest), rest, value, part);
  if (!changed.ok) return changed;
  const entry: Entry = { key: old?.key ?? part.place, value: changed.tree };
  return { ok: true, tree: { ...tree, entries: new Map([...tree.entries, [key, entry]]) } };
}

/** What a path goes into where the scenario says nothing: a mapping; of the models, those that are run then. */
function missing({ key, place }: Part, rest: readonly Part[]): Tree {
  if (key !== MODELS_KEY || rest.length === 0) return { kind: "mapping", entries: new Map(), place };
  const items = DEFAULT_MODEL_NAMES.map((name): Scalar => ({ kind: "scalar", value: name, place }));
  return { kind: "list", items, place };
}

/** Where a scenario lists its models, and what is run where it lists none. */
export const MODELS_KEY = "models";
export const DEFAULT_MODEL_NAMES: readonly string[] = Object.keys(MODELS);

function putIntoList(tree: List, part: Part, rest: readonly Part[], value: Tree): Overridden {
  const { key } = part;
  const index = typeof key === "number" ? key : tree.items.findIndex((item) => namesOf(item).includes(key));
  const old = tree.items[index];
  const appended = index === tree.items.length && rest.length === 0;
  if (old === undefined && !appended) {
    if (typeof key === "number") return refused(part.place, `index ${key} of a list of ${tree.items.length}`);
    return refused(
      part.place,
      `nothing here is called \`${key}\``,
      didYouMean(key, tree.items.flatMap(namesOf)),
    );
  }
  // A model is named by its key (or stands alone): the path goes through that key.
  const byKey = typeof key === "string" && old !== undefined && !isGroup(old) && rest.length > 0;
  const changed = put(old ?? value, byKey ? [part, ...rest] : rest, value, part);
  if (!changed.ok) return changed;
  const items = [...tree.items];
  items[index] = changed.tree;
  return { ok: true, tree: { ...tree, items } };
}

/** The keys that name an entry of the workload. */
export const GROUP_KEYS: readonly string[] = ["thread", "pool"];

/** Names by which an entry of a list goes: a group's or pool's, a model's. */
function namesOf(item: Tree): readonly string[] {
  if (item.kind === "scalar") return [String(item.value)];
  if (item.kind === "list") return [];
  const named = GROUP_KEYS.flatMap((key) => {
    const value = item.entries.get(key)?.value;
    return value?.kind === "scalar" ? [String(value.value)] : [];
  });
  return named.length > 0 ? named : [...item.entries.keys()];
}

function isGroup(item: Tree): boolean {
  return item.kind === "mapping" && GROUP_KEYS.some((key) => item.entries.has(key));
}

/** Keys under which a word standing alone goes once it has company. */
export const WORD_KEYS: Readonly<Record<string, string>> = { scheduler: "policy", costs: "preset" };

/** A scalar as the mapping that it is short for, or undefined. */
function open(scalar: Scalar, part: Part, parent: Part | undefined): Mapping | undefined {
  const { value, place } = scalar;
  if (value === null || value === part.key) return { kind: "mapping", entries: new Map(), place };
  const key = WORD_KEYS[String(parent?.key)];
  if (key === undefined) return undefined;
  return { kind: "mapping", entries: new Map([[key, { key: place, value: scalar }]]), place };
}
