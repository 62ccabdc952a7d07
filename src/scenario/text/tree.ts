import type { Place } from "./source-text.ts";

/**
 * A parsed text as plain values with their places. Trees are never changed: an override makes a new
 * tree that shares what it leaves alone, so an alias can share its anchor's tree.
 */
export type Tree = Scalar | List | Mapping;
export interface Scalar {
  readonly kind: "scalar";
  readonly value: string | number | boolean | null;
  readonly place: Place;
}
export interface List {
  readonly kind: "list";
  readonly items: readonly Tree[];
  readonly place: Place;
}
export interface Mapping {
  readonly kind: "mapping";
  readonly entries: ReadonlyMap<string, Entry>;
  readonly place: Place;
}
export interface Entry {
  readonly key: Place;
  readonly value: Tree;
}

/** Keys and indices from the root of a tree. */
export type Path = readonly (string | number)[];

/** A tree without its places. Mappings have no prototype, so that no key means anything special. */
export type Plain = string | number | boolean | null | readonly Plain[] | { readonly [key: string]: Plain };

export function toPlain(tree: Tree): Plain {
  switch (tree.kind) {
    case "scalar":
      return tree.value;
    case "list":
      return tree.items.map(toPlain);
    case "mapping": {
      const plain: Record<string, Plain> = Object.create(null);
      for (const [key, entry] of tree.entries) plain[key] = toPlain(entry.value);
      return plain;
    }
  }
}

/** The subtree at `path`, or undefined. */
export function subtree(tree: Tree, path: Path): Tree | undefined {
  let node: Tree | undefined = tree;
  for (const step of path) {
    if (node === undefined) return undefined;
    node = child(node, step);
  }
  return node;
}

/** The place of the value (or key) at `path`; of the nearest value around it where there is none. */
export function locate(tree: Tree, path: Path, at: "value" | "key" = "value"): Place {
  let node = tree;
  for (const [depth, step] of path.entries()) {
    const last = depth === path.length - 1;
    if (last && at === "key" && node.kind === "mapping") {
      return node.entries.get(String(step))?.key ?? node.place;
    }
    const next = child(node, step);
    if (next === undefined) return node.place;
    node = next;
  }
  return node.place;
}

function child(tree: Tree, step: string | number): Tree | undefined {
  switch (tree.kind) {
    case "scalar":
      return undefined;
    case "list":
      return typeof step === "number" ? tree.items[step] : undefined;
    case "mapping":
      return tree.entries.get(String(step))?.value;
  }
}
