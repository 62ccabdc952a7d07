import type { Run } from "../index.ts";
import type { Scenario } from "../scenario/scenario.ts";
import type { Trace } from "../trace/trace.ts";
import { type ColorLevel, paint } from "../tui/palette.ts";
import { finalPicture, numbersPicture } from "../tui/picture.ts";
import { playRun } from "../tui/player.ts";
import type { Line } from "../tui/styled.ts";
import { prepareView, type RunView, type ViewOptions } from "../tui/view.ts";
import { colorLevel, needsAscii } from "./color.ts";
import type { RunFlags } from "./commands/run-flags.ts";
import type { Interrupt } from "./interrupt.ts";
import { note, print, stdoutStream } from "./output.ts";
import { PLAIN_WIDTH } from "./text-width.ts";

/** Records of traces that are drawn in a third of a second or so: nobody who has stopped a run waits longer. */
const MAX_RECORDS_AT_ONCE = 2_000_000;
/** Rows of a page that nobody scrolls: as many timeline rows as the picture ever shows. */
const PLAIN_HEIGHT = 200;

/** Who hears signals meanwhile, and whether there is nothing but the picture to lose: then one ends the process. */
interface Presence {
  readonly interrupt: Interrupt;
  readonly canBeLost: boolean;
}

/** Shows the runs of a scenario: as one picture; in a terminal, where asked, after they were played. */
export async function present(
  scenario: Scenario,
  runs: readonly Run[],
  flags: RunFlags,
  presence: Presence,
): Promise<void> {
  const { interrupt } = presence;
  const options = pageOptions(flags);
  const drawn = runs.flatMap(({ result, trace }) => (trace === null ? [] : [{ result, trace }]));
  if (drawn.length < runs.length) return printNumbers(scenario, runs, options);
  if (interrupt.exitCode !== null && recordsOf(drawn) > MAX_RECORDS_AT_ONCE) {
    note("stopped: the timelines are left out, as they would take a while to draw");
    return printNumbers(scenario, runs, options);
  }
  const view = viewOf(scenario, drawn);
  const stdout = stdoutStream();
  if (!stdout.isTTY || flags.play === undefined) return printPicture(view, options, presence);
  const streams = { stdin: process.stdin, stdout };
  const width = flags.width ?? null;
  const interrupted = await playRun(view, { ...options, width, speed: flags.play }, streams);
  if (interrupted !== null) interrupt.raise(interrupted);
  if (interrupted === "SIGHUP") return;
  // The terminal may have another size by now.
  return printPicture(view, pageOptions(flags), presence);
}

function recordsOf(runs: readonly { readonly trace: Trace }[]): number {
  return runs.reduce((sum, { trace }) => sum + trace.length, 0);
}

/** How the picture is drawn, and the size of the page it stands on. */
interface PageOptions extends ViewOptions {
  readonly width: number;
  readonly height: number;
  readonly color: ColorLevel;
}

function pageOptions(flags: RunFlags): PageOptions {
  const { env } = process;
  const stdout = stdoutStream();
  const isTerminal = stdout.isTTY === true;
  return {
    width: flags.width ?? (isTerminal ? stdout.columns : PLAIN_WIDTH),
    height: isTerminal ? stdout.rows : PLAIN_HEIGHT,
    color: colorLevel(flags.color, env, isTerminal),
    ascii: flags.ascii ?? needsAscii(env),
    tracks: flags.tracks,
    rows: flags.rows ?? null,
  };
}

function viewOf(
  { name, description, file, seed }: Scenario,
  runs: readonly { readonly result: Run["result"]; readonly trace: Trace }[],
): RunView {
  return { scenario: { name, description, file, seed }, runs };
}

async function printPicture(
  view: RunView,
  options: PageOptions,
  { interrupt, canBeLost }: Presence,
): Promise<void> {
  const draw = () => finalPicture(prepareView(view), options, options);
  await printLines(canBeLost ? interrupt.unheard(draw) : draw(), options);
}

/** Without a trace, as after a run too long to draw, there are still all the numbers. */
async function printNumbers(scenario: Scenario, runs: readonly Run[], options: PageOptions): Promise<void> {
  const results = runs.map(({ result }) => result);
  await printLines(numbersPicture(scenario, results, options, options), options);
}

async function printLines(lines: readonly Line[], { color }: PageOptions): Promise<void> {
  await print(lines.map((line) => `${paint(line, color)}\n`).join(""));
}
