import type { Run } from "../index.ts";
import { textReport } from "../report/text.ts";
import type { Scenario } from "../scenario/scenario.ts";
import type { Trace } from "../trace/trace.ts";
import { paint } from "../tui/palette.ts";
import { finalPicture } from "../tui/picture.ts";
import type { ShowOptions } from "../tui/run-screen.tsx";
import { prepareView, type RunView } from "../tui/view.ts";
import { colorLevel, needsAscii } from "./color.ts";
import type { RunFlags } from "./commands/run-flags.ts";
import type { Interrupt } from "./interrupt.ts";
import { print } from "./output.ts";

/** Width of what is printed where no terminal says how wide it is. */
const PLAIN_WIDTH = 100;
/** Rows of a page that nobody scrolls: as many timeline rows as the picture ever shows. */
const PLAIN_HEIGHT = 200;

/** Shows the runs of a scenario: in a terminal with Ink, played where asked; else the same picture as text. */
export async function present(
  scenario: Scenario,
  runs: readonly Run[],
  flags: RunFlags,
  interrupt: Interrupt,
): Promise<void> {
  const options = showOptions(flags);
  const drawn = runs.flatMap(({ result, trace }) => (trace === null ? [] : [{ result, trace }]));
  if (drawn.length < runs.length) return printNumbers(scenario, runs, options);
  const view = viewOf(scenario, drawn);
  if (!process.stdout.isTTY) return printPicture(view, options);
  // Ink draws no moving picture where a CI service is named, which many a developer's terminal does too.
  // It looks when it is loaded; by then the colours, for which those names count as well, are chosen.
  for (const name of ["CI", "CONTINUOUS_INTEGRATION"]) delete process.env[name];
  // The terminal's own library is large: it is loaded only here.
  const { showRun } = await import("../tui/run-screen.tsx");
  const { interrupted } = await showRun(view, options, { stdin: process.stdin, stdout: process.stdout });
  if (interrupted !== null) interrupt.raise(interrupted);
}

function showOptions(flags: RunFlags): ShowOptions {
  const { stdout, env } = process;
  const isTerminal = stdout.isTTY === true;
  return {
    width: flags.width ?? (isTerminal ? stdout.columns : PLAIN_WIDTH),
    height: isTerminal ? stdout.rows : PLAIN_HEIGHT,
    color: colorLevel(flags.color, env, isTerminal),
    ascii: flags.ascii ?? needsAscii(env),
    play: flags.play ?? null,
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

async function printPicture(view: RunView, options: ShowOptions): Promise<void> {
  const lines = finalPicture(prepareView(view), options, options);
  await print(lines.map((line) => `${paint(line, options.color)}\n`).join(""));
}

/** Without a trace, as after a run too long to draw, there are still all the numbers. */
async function printNumbers(scenario: Scenario, runs: readonly Run[], { width }: ShowOptions): Promise<void> {
  await print(textReport(scenario, runs, { width }));
}
