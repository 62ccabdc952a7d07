import { expect, onTestFinished, test } from "vitest";
import { screenshotPng, screenshotSvg } from "../support/screenshot.ts";
import { Session } from "../support/terminal.ts";

const PNG_SIGNATURE = [0x89, 0x50, 0x4e, 0x47];

test("a terminal can be taken as a picture: blocks as shapes, in their colours", async () => {
  const args = ["run", "scenarios/cpu-bound.yaml", "--model", "one-to-one", "--color", "always"];
  const session = new Session(args, { columns: 80, rows: 24 });
  onTestFinished(() => session.dispose());
  expect(await session.ended()).toBe(0);
  const svg = screenshotSvg(session);
  expect(svg).toMatch(/^<svg .*width="720" height="\d+">.*<\/svg>$/s);
  expect(svg).not.toContain("█");
  expect(svg).toMatch(/<rect [^>]*fill="rgb\(\d+,\d+,\d+\)"/);
  expect([...screenshotPng(session).subarray(0, 4)]).toEqual(PNG_SIGNATURE);
});
