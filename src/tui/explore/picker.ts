import { columnsOf } from "../../report/columns.ts";
import type { Streams } from "../streams.ts";
import { padEnd, span, truncate } from "../styled.ts";
import { symbols } from "../symbols.ts";
import type { ExploreOptions } from "./explorer.ts";
import { Grid, Looks } from "./grid.ts";
import type { InputEvent } from "./input.ts";
import { type Farewell, TerminalSession } from "./session.ts";

/** Something to choose. */
export interface Choice {
  readonly path: string;
  readonly summary: string;
}

/** What was chosen, or how the picker was left. */
export type Picked =
  | { readonly path: string; readonly farewell: null }
  | { readonly path: null; readonly farewell: Farewell };

const TOP = 2;

/** Lets a person choose one of the scenarios with arrows or a click. */
export async function pickScenario(
  choices: readonly Choice[],
  options: ExploreOptions,
  streams: Streams,
): Promise<Picked> {
  const looks = new Looks(options.color);
  let place = 0;
  let finish: (picked: Picked) => void = () => {};
  const picked = new Promise<Picked>((resolve) => {
    finish = resolve;
  });
  const draw = (): void => {
    const { width, height } = session.size;
    const grid = new Grid(width, height, looks);
    drawChoices(grid, choices, place, options.ascii);
    session.terminal.show(grid, []);
  };
  const input = (event: InputEvent): void => {
    place = placeAfter(event, place, firstShown(place, session.size.height), choices.length) ?? place;
    const key = event.type === "key" ? event.key : event.type === "text" ? event.text : "";
    const path = choices[place]?.path;
    if (key === "q" || key === "escape") finish({ path: null, farewell: "quit" });
    else if ((key === "enter" || event.type === "release") && path !== undefined)
      finish({ path, farewell: null });
    else draw();
  };
  const leave = (farewell: Farewell): void => finish({ path: null, farewell });
  const session = new TerminalSession(streams, { input, redraw: draw, leave });
  try {
    session.begin();
    draw();
    return await picked;
  } finally {
    session.end();
  }
}

/** The choice after an input, or null where it changes none. */
function placeAfter(event: InputEvent, place: number, first: number, count: number): number | null {
  const last = count - 1;
  if (event.type === "wheel") return Math.max(0, Math.min(last, place - event.by));
  if (event.type === "press") {
    const clicked = first + event.y - TOP;
    return clicked >= 0 && clicked <= last ? clicked : null;
  }
  const key = event.type === "key" ? event.key : event.type === "text" ? event.text : "";
  if (key === "up" || key === "k") return Math.max(0, place - 1);
  if (key === "down" || key === "j") return Math.min(last, place + 1);
  if (key === "home") return 0;
  return key === "end" ? last : null;
}

function firstShown(place: number, rows: number): number {
  return Math.max(0, place - Math.max(1, rows - TOP - 2) + 1);
}

function drawChoices(grid: Grid, choices: readonly Choice[], place: number, ascii: boolean): void {
  const signs = symbols(ascii);
  grid.line(1, 0, [span("threadsim", "strong"), span("  choose a scenario to explore", "quiet")]);
  const room = Math.max(1, grid.height - TOP - 2);
  const first = firstShown(place, grid.height);
  const widest = Math.max(...choices.map(({ path }) => columnsOf(path)));
  for (const [row, { path, summary }] of choices.slice(first, first + room).entries()) {
    const isHere = first + row === place;
    const sign = span(isHere ? `${signs.play} ` : "  ", "accent");
    const text = truncate(summary, Math.max(0, grid.width - widest - 6), signs.ellipsis);
    grid.line(1, TOP + row, [
      sign,
      span(padEnd(path, widest + 2), isHere ? "strong" : "plain"),
      span(text, "quiet"),
    ]);
  }
  const keys = ascii ? "up down choose   enter opens   q leaves" : "↑ ↓ choose   enter opens   q leaves";
  grid.line(1, grid.height - 1, [span(keys, "quiet")]);
}
