import { expect, test } from "vitest";
import { parseInput } from "../../src/tui/explore/input.ts";
import { commandsOf } from "../../src/tui/keys.ts";

const commandsIn = (typed: string) => parseInput(typed).events.flatMap(commandsOf);

test("q and Enter skip to the end, the space bar pauses", () => {
  expect(commandsIn("q")).toEqual(["skip"]);
  expect(commandsIn("\r")).toEqual(["skip"]);
  expect(commandsOf({ type: "key", key: "escape" })).toEqual(["skip"]);
  expect(commandsIn(" ")).toEqual(["pause"]);
});

test("fast typing arrives as one string; other keys, pasted text and the mouse do nothing", () => {
  expect(commandsIn(" xq")).toEqual(["pause", "skip"]);
  expect(commandsIn("c\u001b[A\u001b[200~q\u001b[201~\u001b[<0;5;5M")).toEqual([]);
});
