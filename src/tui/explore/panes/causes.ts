import type { NamedPath } from "../../../analysis/causes/explanation.ts";
import { formatDuration } from "../../../base/format-duration.ts";
import { NONE } from "../../../base/ids.ts";
import { pathParts, throughText, waitText } from "../../../report/explanation-text.ts";
import { note } from "../../notes.ts";
import { type Line, span } from "../../styled.ts";
import { symbols } from "../../symbols.ts";
import type { Scene } from "../scene.ts";
import { selectedThread } from "../subject.ts";
import { runAt } from "../world.ts";

/** Waits that are shown; the critical path below them has to be seen too. */
const MAX_WAITS = 3;

/** Over the whole run: what the selected user thread waited for and whom, and the path that decided the run's end. */
export function causesLines({ world, state, ascii }: Scene, width: number): Line[] {
  const run = runAt(world, state.model);
  if (run.causes.isTooLong) {
    return [[span("  This run is too long to be explained here: threadsim explain does it.", "quiet")]];
  }
  const signs = symbols(ascii);
  const lines: Line[] = [];
  const thread = selectedThread(world, state);
  if (thread !== NONE) {
    const { runningNs, waits } = run.causes.ofThread(thread);
    const waitedNs = waits.reduce((sum, { timeNs }) => sum + timeNs, 0);
    const name = run.index.threadName(thread);
    const head = `${name} ran for ${formatDuration(runningNs)} and did not run for ${formatDuration(waitedNs)}`;
    lines.push(...note(" ", head, "plain", 0, width));
    for (const wait of waits.slice(0, MAX_WAITS))
      lines.push(...note(signs.reason, waitText(wait, runningNs + waitedNs), "accent", 2, width));
  }
  return [...lines, ...note(" ", pathText(run.causes.path()), "plain", 0, width)];
}

function pathText(path: NamedPath): string {
  const length = path.endNs - path.startNs;
  if (length === 0) return "No time passed.";
  const parts = pathParts(path).join(", ");
  return `Critical path of the run, decisions held as they were, ${formatDuration(length)}: ${parts}; through ${throughText(path)}`;
}
