import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { encodeTraces, parseScenario, type Run, simulate } from "../../src/index.ts";
import { paint } from "../../src/tui/palette.ts";
import { finalPicture } from "../../src/tui/picture.ts";
import { prepareView } from "../../src/tui/view.ts";
import { REPOSITORY } from "../support/repository.ts";
import { shippedFiles } from "../support/shipped.ts";

/**
 * Every shipped scenario, as it is run from the command line: numbers, trace and picture. A change here
 * changes what users see for the same seed, and belongs into the CHANGELOG. `vitest run -u` writes anew.
 */
const WIDTH = 100;
const HEIGHT = 200;

function run(name: string) {
  const file = `scenarios/${name}`;
  const parsed = parseScenario(readFileSync(join(REPOSITORY, file), "utf8"), { file });
  if (!parsed.ok) throw new Error(`${file} is no valid scenario`);
  return { scenario: parsed.scenario, runs: simulate(parsed.scenario) };
}

/** The numbers of a run without its lists, and a fingerprint of everything that happened in it. */
function summary({ result, trace }: Run): object {
  const { threads: _threads, jobs: _jobs, series: _series, ...numbers } = result;
  if (trace === null) throw new Error("a run without its trace");
  const hash = createHash("sha256");
  for (const bytes of encodeTraces([trace])) hash.update(bytes);
  return { ...numbers, trace: { records: trace.length, sha256: hash.digest("hex") } };
}

function picture({ scenario, runs }: ReturnType<typeof run>): string {
  const drawn = runs.flatMap(({ result, trace }) => (trace === null ? [] : [{ result, trace }]));
  const view = prepareView({ scenario, runs: drawn });
  const options = {
    width: WIDTH,
    height: HEIGHT,
    color: "none",
    ascii: false,
    tracks: "threads",
    rows: null,
  } as const;
  return finalPicture(view, options, options)
    .map((line) => `${paint(line, "none")}\n`)
    .join("");
}

describe.each(shippedFiles())("scenarios/%s", (name) => {
  const result = run(name);
  const base = name.replace(/\.yaml$/, "");

  test("its numbers and traces", async () => {
    const text = `${JSON.stringify(result.runs.map(summary), null, 2)}\n`;
    await expect(text).toMatchFileSnapshot(`${base}.json`);
  });

  test("its picture", async () => {
    await expect(picture(result)).toMatchFileSnapshot(`${base}.txt`);
  });

  test("a second run is the same to the byte", () => {
    expect(run(name).runs.map(summary)).toEqual(result.runs.map(summary));
  });
});
