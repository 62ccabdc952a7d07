import type { ObjectOptions } from "../../threads/options.ts";
import type { Damage } from "../prune.ts";
import type { Draft } from "../schema/document.ts";
import type { Problem } from "../text/report.ts";
import { locate, type Path, type Tree } from "../text/tree.ts";

/** What every check works on: the scenario as read, its text, and a place for what is wrong with it. */
export class CheckContext {
  readonly draft: Draft;
  /** The text as written: paths of the draft are paths of it. */
  readonly tree: Tree;
  readonly damage: Damage;
  readonly problems: Problem[] = [];
  readonly objectKinds: ReadonlyMap<string, ObjectOptions["kind"]>;

  constructor(draft: Draft, tree: Tree, damage: Damage) {
    this.draft = draft;
    this.tree = tree;
    this.damage = damage;
    this.objectKinds = new Map((draft.objects ?? []).map(({ name, kind }) => [name, kind]));
  }

  report(path: Path, message: string, hint?: string): void {
    this.problems.push({ place: locate(this.tree, path), message, hint });
  }
}
