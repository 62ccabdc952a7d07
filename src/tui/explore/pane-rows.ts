import { unreachable } from "../../base/assert.ts";
import { MEASURES } from "../../report/comparison.ts";
import type { ExploreState } from "./state.ts";
import type { World } from "./world.ts";

/** The rule above a pane, with its title. */
const TITLE = 1;
/** As many as there may be. */
const ALL = Number.POSITIVE_INFINITY;
/** A chain of waiting is seldom longer; the rest of it is in the sentence. */
const WHY_ROWS = 8;
/** User threads, kernel threads and cores with two rows of lines between them, and who waits. */
const MAPPING_ROWS = 6;

/** Who it is, three waits and the critical path, each in two lines. */
const CAUSES_ROWS = 9;

/** Rows that the open pane can use, its title among them: the same wherever the cursor is, so that nothing jumps. */
export function paneRowsOf(world: World, { pane, knobs }: ExploreState): number {
  const models = world.runs.length;
  switch (pane) {
    case "none":
      return 0;
    case "why":
      return TITLE + WHY_ROWS;
    case "mapping":
      return TITLE + MAPPING_ROWS;
    case "events":
    case "findings":
    case "helps":
      return ALL;
    case "ledger":
      // A caption, a bar each, and the numbers.
      return TITLE + 1 + models + 2;
    case "throughput":
      return TITLE + 2 * (1 + models);
    case "compare":
      return TITLE + 2 + MEASURES.length;
    case "causes":
      return TITLE + CAUSES_ROWS;
    case "what-if":
      return TITLE + Math.max(knobs.length, 1 + models);
    default:
      return unreachable(pane);
  }
}
