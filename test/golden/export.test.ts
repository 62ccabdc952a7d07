import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { EXPORT_FORMATS, exportTraces, parseScenario, simulate } from "../../src/index.ts";
import { REPOSITORY } from "../support/repository.ts";

/** Small scenarios with what a format has to tell: locks and their holders, wake-ups, findings, a deadlock. */
const SCENARIOS = ["abba-deadlock", "pool-in-pool-safe", "priority-inversion"];

/** What other programs are given: a change here may be one for them. `vitest run -u` writes anew. */
test.each(
  Object.entries(EXPORT_FORMATS).flatMap(([name, format]) =>
    SCENARIOS.map((scenario) => ({ name, format, scenario })),
  ),
)("$scenario as $name", async ({ name, format, scenario }) => {
  const file = `scenarios/hazards/${scenario}.yaml`;
  const parsed = parseScenario(readFileSync(join(REPOSITORY, file), "utf8"), { file });
  if (!parsed.ok) throw new Error(`${file} is no valid scenario`);
  const traces = simulate(parsed.scenario).flatMap(({ trace }) => (trace === null ? [] : [trace]));
  const text = Buffer.concat([...exportTraces(format, traces)]).toString();
  await expect(text).toMatchFileSnapshot(`export/${scenario}.${name}.txt`);
});
