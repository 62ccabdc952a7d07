import { unreachable } from "../../base/assert.ts";
import type { Step } from "../../threads/options.ts";
import type { DraftEntry } from "../schema/workload.ts";
import { type Path, subtree, type Tree } from "../text/tree.ts";

/** Steps with the place they are written at. */
export interface Body {
  readonly steps: readonly Step[];
  readonly path: Path;
}

/** The program of each thread of an entry: a group's program, or what a pool's workers do for a job. */
export function programOf(entry: DraftEntry, index: number): Body {
  switch (entry.kind) {
    case "thread":
      return { steps: entry.program, path: ["workload", index, "program"] };
    case "pool":
      return { steps: entry.job, path: ["workload", index, "job"] };
    default:
      return unreachable(entry);
  }
}

/** Steps that the thread itself runs inside of this step; a spawned program is another thread's. */
export function bodiesOf(step: Step, path: Path, tree: Tree): readonly Body[] {
  switch (step.kind) {
    case "locked":
    case "readLocked":
    case "writeLocked":
    case "repeat":
    case "while":
      return [{ steps: step.body, path: [...path, "do"] }];
    case "forever": {
      const inline = subtree(tree, [...path, "forever"])?.kind === "list";
      return [{ steps: step.body, path: [...path, inline ? "forever" : "do"] }];
    }
    case "if":
      return [
        { steps: step.body, path: [...path, "do"] },
        { steps: step.otherwise, path: [...path, "else"] },
      ];
    case "choose":
      return step.branches.map(({ body }, i) => ({ steps: body, path: [...path, "choose", i, "do"] }));
    default:
      return [];
  }
}

/** Calls `visit` for every step of a body, outer before inner, in the order of the text; spawned programs only on request. */
export function walk(
  body: Body,
  tree: Tree,
  visit: (step: Step, path: Path, depth: number) => void,
  options: { readonly spawned: boolean } = { spawned: false },
  depth = 1,
): void {
  for (const [i, step] of body.steps.entries()) {
    const path = [...body.path, i];
    visit(step, path, depth);
    for (const inner of bodiesOf(step, path, tree)) walk(inner, tree, visit, options, depth + 1);
    if (options.spawned && step.kind === "spawn")
      walk(spawnedBody(step.program, path), tree, visit, options, depth + 1);
  }
}

/** The program that a `spawn` step at `path` gives its threads. */
export function spawnedBody(program: readonly Step[], path: Path): Body {
  return { steps: program, path: [...path, "spawn", "program"] };
}
