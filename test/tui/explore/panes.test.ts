import { expect, test } from "vitest";
import { columnsOf } from "../../../src/report/columns.ts";
import { screenOf, shippedWorld, stateAfter, worldOfText } from "./world.ts";

/** The lines of a pane from its title on, on a screen of 80 columns. */
function paneOf(screen: string, title: string): readonly string[] {
  const lines = screen.split("\n");
  return lines.slice(lines.findIndex((line) => line.includes(` ${title} `)));
}

test("where the time went: all of it is told, also where one line does not hold it", () => {
  const world = shippedWorld("blocking-lock");
  const screen = screenOf(world, stateAfter(world, [{ type: "pane", pane: "ledger" }], 80, 30));
  expect(paneOf(screen, "where the time went").slice(6, 8)).toEqual([
    "  █ running 150 ms (23.9%)  ▒ overhead 136.7 us (<0.1%)",
    "  · ready 102.3 ms (16.3%)  ! stalled 282 ms (44.9%)  × lock 93.99 ms (15%)",
  ]);
});

test("names of wide characters stand above their kernel threads and cores, and beside their events", () => {
  const world = worldOfText(`
machine: { cores: 2, scheduler: round-robin, costs: ideal }
models: [one-to-one]
workload:
  - { thread: 読者, program: [compute: 5ms] }
  - { thread: writer, program: [compute: 5ms] }
`);
  const [names = "", , kernelThreads = "", , cores = ""] = paneOf(
    screenOf(world, stateAfter(world, [{ type: "pane", pane: "mapping" }], 80, 30)),
    "who sits where at the cursor",
  ).slice(1);
  const column = (line: string, word: string) => columnsOf(line.slice(0, line.indexOf(word)));
  expect(column(names, "writer")).toBe(column(kernelThreads, "K1"));
  expect(column(names, "writer")).toBe(column(cores, "core 1"));
  const events = paneOf(
    screenOf(world, stateAfter(world, [{ type: "pane", pane: "events" }], 80, 30)),
    "events",
  ).filter((line) => / thread (new|arrive)/.test(line));
  expect(events.length).toBeGreaterThan(2);
  expect(new Set(events.map((line) => column(line, " thread ")))).toHaveProperty("size", 1);
});
