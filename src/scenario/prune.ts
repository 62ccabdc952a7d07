import type { Path, Tree } from "./text/tree.ts";
import { type Entry, subtree } from "./text/tree.ts";

/** Parts of a scenario that are malformed: what is said of them, or follows from them, is not checked further. */
export class Damage {
  readonly #paths = new Set<string>();

  add(path: Path): void {
    this.#paths.add(key(path));
  }

  /** Whether the part at `path`, or one around it, is damaged. */
  covers(path: Path): boolean {
    return path.some((_, i) => this.#paths.has(key(path.slice(0, i + 1))));
  }

  /** Whether the part at `path`, one around it or one inside it is damaged. */
  touches(path: Path): boolean {
    if (this.covers(path)) return true;
    const prefix = `${key(path)}/`;
    for (const damaged of this.#paths) if (damaged.startsWith(prefix)) return true;
    return false;
  }
}

function key(path: Path): string {
  return path.map((part) => String(part)).join("/");
}

/** Keys whose value is a list of steps. */
const STEP_LISTS: ReadonlySet<string | number> = new Set(["program", "job", "do", "forever"]);

/**
 * Takes malformed parts out, so that the rest can be read and checked in the same go: a malformed step
 * becomes a short computation, a malformed group an empty one of its name, everything else goes.
 */
export function prune(tree: Tree, problems: readonly Path[], damage: Damage): Tree {
  let pruned = tree;
  for (const path of problems) {
    const unit = unitOf(path);
    if (damage.covers(unit)) continue;
    damage.add(unit);
    pruned = replace(pruned, unit, replacement(tree, unit));
  }
  return pruned;
}

/** Keys without which a group or pool is nothing: where one is malformed, the whole group is. */
const WHOLE_GROUP: ReadonlySet<string | number> = new Set([
  "thread",
  "pool",
  "program",
  "job",
  "workers",
  "jobs",
]);

/** The smallest part that can be taken out together with what is at `path`. */
function unitOf(path: Path): Path {
  const [root] = path;
  if (root === "workload") {
    for (let i = path.length - 1; i > 1; i--) {
      if (typeof path[i] === "number" && STEP_LISTS.has(path[i - 1] ?? "")) return path.slice(0, i + 1);
    }
    return path.length === 3 && !WHOLE_GROUP.has(path[2] ?? "") ? path : path.slice(0, 2);
  }
  return path.slice(0, root === "objects" || root === "processes" ? 2 : 1);
}

function replacement(tree: Tree, unit: Path): Tree | undefined {
  const old = subtree(tree, unit);
  if (unit[0] !== "workload" || unit.length < 2 || unit.length === 3 || old === undefined) return undefined;
  const compute = mappingOf(old, [["compute", scalarOf(old, "1ns")]]);
  if (unit.length > 2) return compute;
  const named = subtree(tree, [...unit, "thread"]) ?? subtree(tree, [...unit, "pool"]);
  const usable = named?.kind === "scalar" && /^[\p{L}_][\p{L}\p{N}_ -]{0,99}$/u.test(String(named.value));
  return mappingOf(old, [
    ["thread", usable ? scalarOf(old, String(named.value)) : scalarOf(old, `malformed ${unit[1]}`)],
    ["program", { kind: "list", items: [compute], place: old.place }],
  ]);
}

function scalarOf(old: Tree, value: string): Tree {
  return { kind: "scalar", value, place: old.place };
}

function mappingOf(old: Tree, entries: readonly (readonly [string, Tree])[]): Tree {
  const located = entries.map(([name, value]): [string, Entry] => [name, { key: old.place, value }]);
  return { kind: "mapping", entries: new Map(located), place: old.place };
}

/** A copy with another part at `path`, or without it. */
function replace(tree: Tree, path: Path, value: Tree | undefined): Tree {
  const [part, ...rest] = path;
  if (part === undefined) return value ?? tree;
  if (tree.kind === "list" && typeof part === "number") {
    const items = tree.items.flatMap((item, i) => {
      if (i !== part) return [item];
      const changed = rest.length === 0 ? value : replace(item, rest, value);
      return changed === undefined ? [] : [changed];
    });
    return { ...tree, items };
  }
  if (tree.kind !== "mapping") return tree;
  const entries = [...tree.entries].flatMap(([name, entry]): [string, Entry][] => {
    if (name !== String(part)) return [[name, entry]];
    const changed = rest.length === 0 ? value : replace(entry.value, rest, value);
    return changed === undefined ? [] : [[name, { ...entry, value: changed }]];
  });
  return { ...tree, entries: new Map(entries) };
}
