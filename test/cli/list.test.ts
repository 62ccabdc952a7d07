import { expect, test } from "vitest";
import { listText } from "../../src/cli/commands/list.ts";

const SCENARIOS = [
  { path: "scenarios/io-bound.yaml", summary: "21 URL fetches by 7 workers: nearly all is waiting." },
  { path: "scenarios/dining.yaml", summary: "Five philosophers take the left fork, then the right one." },
];

test("a scenario is a line, for scripts and in a wide terminal", () => {
  const lines = `scenarios/io-bound.yaml  21 URL fetches by 7 workers: nearly all is waiting.
scenarios/dining.yaml    Five philosophers take the left fork, then the right one.
`;
  expect(listText(SCENARIOS, Number.POSITIVE_INFINITY)).toBe(lines);
  expect(listText(SCENARIOS, 82)).toBe(lines);
});

test("where lines would be cut in the middle, descriptions stand below their paths", () => {
  expect(listText(SCENARIOS, 50)).toBe(`scenarios/io-bound.yaml
  21 URL fetches by 7 workers: nearly all is
    waiting.
scenarios/dining.yaml
  Five philosophers take the left fork, then the
    right one.
`);
});
