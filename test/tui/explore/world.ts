import { readFileSync } from "node:fs";
import { parseScenario, simulate } from "../../../src/index.ts";
import type { Action } from "../../../src/tui/explore/action.ts";
import { footerLine, titleLine } from "../../../src/tui/explore/chrome.ts";
import { drawFrame } from "../../../src/tui/explore/draw.ts";
import { Grid, Looks } from "../../../src/tui/explore/grid.ts";
import { reduce } from "../../../src/tui/explore/reduce.ts";
import { type ExploreState, initialState } from "../../../src/tui/explore/state.ts";
import { type World, worldOf } from "../../../src/tui/explore/world.ts";
import { plainText } from "../../../src/tui/styled.ts";

/** The runs of a shipped scenario. */
export function shippedWorld(name: string, set: readonly string[] = []): World {
  const file = `scenarios/${name}.yaml`;
  return worldOfText(readFileSync(file, "utf8"), file, set);
}

/** The runs of a scenario. */
export function worldOfText(text: string, file = "test.yaml", set: readonly string[] = []): World {
  const parsed = parseScenario(text, { file, set });
  if (!parsed.ok) throw new Error(parsed.issues.map(({ message }) => message).join("\n"));
  const runs = simulate(parsed.scenario).flatMap(({ result, trace }) =>
    trace === null ? [] : [{ result, trace }],
  );
  const { description, seed } = parsed.scenario;
  return worldOf({ scenario: { name: parsed.scenario.name, description, file, seed }, runs });
}

/** A state after some actions, from the beginning. */
export function stateAfter(world: World, actions: readonly Action[], width = 80, height = 24): ExploreState {
  return actions.reduce(
    (state, action) => reduce(world, state, action).state,
    initialState(world, width, height),
  );
}

/** The screen as text, title and footer included. */
export function screenOf(
  world: World,
  state: ExploreState,
  before: World | null = null,
  ascii = false,
): string {
  const grid = new Grid(state.width, state.height, new Looks("none"));
  const scene = { world, state, before, ascii };
  drawFrame(grid, scene);
  const rows = Array.from({ length: state.height }, (_, y) => grid.rowText(y));
  rows[0] = plainText(titleLine(scene));
  rows[state.height - 1] = plainText(footerLine(scene));
  return rows.join("\n");
}
