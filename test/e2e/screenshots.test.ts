import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { BLOCKING, openExplorer, press } from "../support/explorer.ts";
import { REPOSITORY } from "../support/repository.ts";
import { screenshotSvg } from "../support/screenshot.ts";
import { Session } from "../support/terminal.ts";

/** The pictures of README.md, taken from the real screen; `npm run screenshots` takes them anew. */
const FOLDER = join("test", "golden", "screens");
/** Costs follow measurements: the pictures need not. */
const IDEAL = ["--set", "machine.costs=ideal"];
const SIZE = { columns: 110, rows: 34 };

async function expectPicture(
  session: Session,
  name: string,
  what: "screen" | "all" = "screen",
): Promise<void> {
  const svg = screenshotSvg(session, what);
  await expect(`${svg}\n`).toMatchFileSnapshot(join(REPOSITORY, FOLDER, `${name}.svg`));
  expect(readFileSync(join(REPOSITORY, "README.md"), "utf8")).toContain(`${FOLDER}/${name}.svg`);
}

test("who stalls whom", async () => {
  const session = openExplorer(BLOCKING, SIZE);
  await session.shows("workers[0] could run, but is stalled");
  await press(session, "2", "who sits where");
  await expectPicture(session, "who-stalls-whom");
});

test("what if", async () => {
  const session = openExplorer(["scenarios/io-bound.yaml", ...IDEAL], SIZE);
  await session.shows("is stalled");
  await press(session, "o\u001b[B\u001b[B\u001b[B", "kernel threads (many-to-many)");
  await press(session, ":set models.many-to-many.kernelThreads=7\r", "kernelThreads=7: done");
  await press(session, "\u001b", "type it");
  await expectPicture(session, "what-if");
});

test("a run as it is printed", async () => {
  const args = [
    "run",
    "scenarios/cpu-bound.yaml",
    "--model",
    "many-to-one",
    "--model",
    "one-to-one",
    ...IDEAL,
  ];
  const session = new Session(args, { ...SIZE, fromShell: true });
  onTestFinished(() => session.dispose());
  expect(await session.ended()).toBe(0);
  await expectPicture(session, "run", "all");
});
