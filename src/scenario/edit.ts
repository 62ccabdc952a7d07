import {
  type Document,
  isMap,
  isScalar,
  isSeq,
  type Node,
  Pair,
  parseDocument,
  Scalar,
  type YAMLMap,
  type YAMLSeq,
} from "yaml";
import { DEFAULT_MODEL_NAMES, GROUP_KEYS, MODELS_KEY, pathKeys, WORD_KEYS } from "./overrides.ts";
import { parseScenario } from "./parse.ts";

/** The scenario's text with the changes in it, or in one sentence why there is none. */
export type Edited =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly error: string };

const YAML_OPTIONS = { version: "1.2", schema: "core", merge: false, uniqueKeys: false } as const;
/** Lines are not broken anew. */
const AS_IT_IS = { lineWidth: 0 } as const;

/**
 * Writes overrides (`PATH=VALUE`, as of `--set`) into a scenario's text. Comments stay; where only plain values
 * change, every other character does too. The result means exactly what the text and the overrides mean
 * together: that is checked, and what can't be written so is refused.
 */
export function editScenario(text: string, sets: readonly string[]): Edited {
  let edited = text;
  for (const set of sets) {
    const next = editOnce(edited, set);
    if (next === null) return { ok: false, error: `${set} can't be written into this scenario's text` };
    edited = next;
  }
  const meaning = means(text, sets);
  return meaning !== null && means(edited, []) === meaning
    ? { ok: true, text: edited }
    : { ok: false, error: "these changes can't be written into this scenario's text one by one" };
}

/** A scenario's meaning as text, or null where it is not valid. */
function means(text: string, set: readonly string[]): string | null {
  const parsed = parseScenario(text, { file: "", set });
  return parsed.ok ? JSON.stringify(parsed.scenario) : null;
}

function editOnce(text: string, set: string): string | null {
  const equals = set.indexOf("=");
  const keys = pathKeys(set.slice(0, Math.max(0, equals)));
  if (keys === undefined) return null;
  const valueText = set.slice(equals + 1).trim();
  const document: Document = parseDocument(text, YAML_OPTIONS);
  const value = parseDocument(valueText, YAML_OPTIONS).contents;
  if (document.errors.length > 0 || document.contents === null) return null;
  if (keys[0] === MODELS_KEY && keys.length > 1) listModels(document);
  const target = walk(document.contents, keys, value);
  if (target === null) return null;
  const [start, end] = target.scalar?.range ?? [];
  if (target.scalar !== null && isScalar(value) && start !== undefined && end !== undefined && end > start) {
    return text.slice(0, start) + valueText + text.slice(end);
  }
  target.replace();
  return document.toString(AS_IT_IS);
}

/** Writes down the models that are run where the scenario lists none, so that one of them can be changed. */
function listModels(document: Document): void {
  if (document.has(MODELS_KEY)) return;
  document.set(new Scalar(MODELS_KEY), document.createNode(DEFAULT_MODEL_NAMES));
}

/** Where a value goes: the scalar that stands there now, if one does, and what puts the new one there. */
interface Target {
  readonly scalar: Scalar | null;
  readonly replace: () => void;
}

type Replace = (value: unknown) => void;

/** Follows a path as overrides do; null where it leads nowhere. */
function walk(root: Node, keys: readonly (string | number)[], value: unknown): Target | null {
  let node: unknown = root;
  let parent: string | number | null = null;
  let replace: Replace = () => {};
  for (const [depth, key] of keys.entries()) {
    const isLast = depth === keys.length - 1;
    if (isSeq(node)) {
      const index: number = typeof key === "number" ? key : placeOf(node, key);
      if (index < 0 || index > node.items.length || (index === node.items.length && !isLast)) return null;
      const list: YAMLSeq = node;
      const item: unknown = list.items[index];
      replace = (next) => {
        list.items[index] = next;
      };
      parent = key;
      node = item;
      // A model is named by its key, or stands alone: the path goes through that key.
      if (isLast || typeof key === "number" || isGroup(item)) continue;
      const map = isMap(item) ? item : opened(item, key, replace);
      if (map === null) return null;
      ({ node, replace } = into(map, key));
      continue;
    }
    const map: YAMLMap | null = isMap(node) ? node : opened(node, parent, replace);
    if (map === null || typeof key === "number") return null;
    ({ node, replace } = into(map, key));
    parent = key;
  }
  const put = replace;
  const scalar = isScalar(node) ? node : null;
  return { scalar, replace: () => put(withComments(value, node)) };
}

/** A mapping's value under a key, and what puts another there. */
function into(map: YAMLMap, key: string): { readonly node: unknown; readonly replace: Replace } {
  const pair = map.items.find(({ key: own }) => isScalar(own) && String(own.value) === key);
  if (pair !== undefined) {
    return {
      node: pair.value,
      replace: (next) => {
        pair.value = next;
      },
    };
  }
  const added = new Pair<unknown, unknown>(new Scalar(key), null);
  return {
    node: null,
    replace: (next) => {
      added.value = next;
      map.items.push(added);
    },
  };
}

/** A word as the mapping that it is short for, put in its place; null where it is short for none. */
function opened(node: unknown, parent: string | number | null, replace: Replace): YAMLMap | null {
  const value = node === null || node === undefined ? null : isScalar(node) ? node.value : undefined;
  if (value === undefined) return null;
  const { contents } = parseDocument("{}", YAML_OPTIONS);
  if (!isMap(contents)) return null;
  const map: YAMLMap = contents;
  const word = WORD_KEYS[String(parent)];
  if (value !== null && value !== parent) {
    if (word === undefined) return null;
    map.items.push(new Pair<unknown, unknown>(new Scalar(word), node));
  }
  replace(map);
  return map;
}

function placeOf({ items }: YAMLSeq, name: string): number {
  return items.findIndex((item) => namesOf(item).includes(name));
}

function namesOf(item: unknown): readonly string[] {
  if (isScalar(item)) return [String(item.value)];
  if (!isMap(item)) return [];
  const named = GROUP_KEYS.flatMap((key) => {
    const value: unknown = item.get(key);
    return value === undefined ? [] : [String(value)];
  });
  return named.length > 0 ? named : item.items.map(({ key }) => (isScalar(key) ? String(key.value) : ""));
}

function isGroup(item: unknown): boolean {
  return isMap(item) && GROUP_KEYS.some((key) => item.has(key));
}

/** The new value with the comments of the old. */
function withComments(value: unknown, old: unknown): unknown {
  if ((isScalar(value) || isMap(value) || isSeq(value)) && (isScalar(old) || isMap(old) || isSeq(old))) {
    if (old.comment !== undefined) value.comment = old.comment;
    if (old.commentBefore !== undefined) value.commentBefore = old.commentBefore;
  }
  return value;
}
