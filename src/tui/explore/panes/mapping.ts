import type { Moment } from "../../../analysis/moment.ts";
import { NONE } from "../../../base/ids.ts";
import { columnsOf } from "../../../report/columns.ts";
import { plainLine } from "../../../report/wrap.ts";
import { type Line, padEnd, type Span, span } from "../../styled.ts";
import type { Scene } from "../scene.ts";
import { timeIn } from "../subject.ts";
import { runAt, type WorldRun } from "../world.ts";

const UNICODE = { down: "│", idle: "·", open: "[", close: "]" };
const ASCII = { down: "|", idle: ".", open: "[", close: "]" };
const GAP = 2;
const MAX_QUEUE = 8;

/** One column of the diagram: a core, the kernel thread on it, the user thread on that; parts may be missing. */
interface Stack {
  readonly thread: string;
  readonly kernel: string;
  readonly core: string;
  readonly strong: boolean;
}

/** The textbook's picture: user threads on kernel threads on cores, at the cursor. */
export function mappingLines({ world, state, ascii }: Scene, width: number): Line[] {
  const run = runAt(world, state.model);
  const moment = run.teller.momentAt(timeIn(run, state));
  if (moment.partial) return [[span("  Too many threads to draw one by one.", "quiet")]];
  const stacks = stacksOf(run, moment, state.kind === "thread" ? state.selected.thread : NONE);
  const signs = ascii ? ASCII : UNICODE;
  const rows: Span[][] = [
    [span("user threads   ", "quiet")],
    [span("               ")],
    [span("kernel threads ", "quiet")],
    [span("               ")],
    [span("cores          ", "quiet")],
  ];
  let used = 15;
  let hidden = 0;
  for (const stack of stacks) {
    const columns = Math.max(...[stack.thread, stack.kernel, stack.core].map(columnsOf)) + GAP;
    if (used + columns > width) {
      hidden += 1;
      continue;
    }
    used += columns;
    const tone = stack.strong ? "best" : "plain";
    rows[0]?.push(span(padEnd(stack.thread, columns), tone));
    rows[1]?.push(span((stack.thread === "" ? "" : `  ${signs.down}`).padEnd(columns), "quiet"));
    rows[2]?.push(span(stack.kernel.padEnd(columns), "plain"));
    rows[3]?.push(
      span((stack.core === "" || stack.kernel === "" ? "" : `  ${signs.down}`).padEnd(columns), "quiet"),
    );
    rows[4]?.push(span(stack.core.padEnd(columns), "accent"));
  }
  const more = hidden === 0 ? "" : `  (${hidden} more are not drawn)`;
  return [...rows, [...queueLine(run, moment), span(more, "quiet")]];
}

function stacksOf(run: WorldRun, { cores, kernelThreads }: Moment, selected: number): Stack[] {
  const nameOf = (thread: number) => (thread === NONE ? "" : plainLine(run.index.threadName(thread)));
  const onCores = cores.map(({ kernelThread, state }, core): Stack => {
    const kernel = kernelThreads.find(({ id }) => id === kernelThread);
    const thread = kernel?.thread ?? NONE;
    const doing = state === "overhead" ? " overhead" : "";
    return {
      thread: nameOf(thread),
      kernel: kernelThread === NONE ? "" : `K${kernelThread}`,
      core: `core ${core}${doing}`,
      strong: thread !== NONE && thread === selected,
    };
  });
  // Those on no core: blocked with their user thread pinned, waiting for a core, or idle.
  const others = kernelThreads
    .filter(({ core }) => core === NONE)
    .map(({ id, state, thread }): Stack => {
      return {
        thread: nameOf(thread),
        kernel: `K${id} ${state}`,
        core: "",
        strong: thread !== NONE && thread === selected,
      };
    });
  return [...onCores, ...others];
}

function queueLine(run: WorldRun, { queue, stalled }: Moment): Line {
  const listed = (label: string, threads: readonly number[]): Span[] => {
    if (threads.length === 0) return [];
    const names = threads.slice(0, MAX_QUEUE).map((thread) => plainLine(run.index.threadName(thread)));
    const rest = threads.length > MAX_QUEUE ? ` and ${threads.length - MAX_QUEUE} more` : "";
    return [span(label, "quiet"), span(`${names.join(" ")}${rest}   `)];
  };
  return [...listed("run queue      ", queue), ...listed("stalled        ", stalled)];
}
