import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { WhatIfTable } from "../../src/analysis/what-if.ts";
import { ScenarioHost } from "../../src/cli/explore-host.ts";
import { parseScenario } from "../../src/index.ts";
import { temporaryFolder } from "../support/command.ts";

/** Tens of millions of events unless it is stopped. */
const LONG = `name: long
machine: { cores: 2, costs: ideal }
models: [one-to-one, many-to-one]
workload:
  - thread: spinner
    count: 50
    program: [ { forever: , do: [ { compute: 1us }, { sleep: 1us } ] } ]
until: 10us
`;

function hostOf(text: string): ScenarioHost {
  const parsed = parseScenario(text, { file: "long.yaml" });
  if (!parsed.ok) throw new Error("not valid");
  return new ScenarioHost(parsed.scenario, { text, sets: [], models: [], maxEvents: undefined });
}

test("a change is checked at once, and gives the values as they would be", () => {
  const host = hostOf(LONG);
  expect(host.knobs.find(({ name }) => name === "cores")?.value).toBe("2");
  const change = host.change(["machine.cores=3"]);
  expect(change.ok && change.knobs.find(({ name }) => name === "cores")?.value).toBe("3");
  expect(host.change(["machine.coers=3"])).toMatchObject({
    ok: false,
    error: expect.stringContaining("coers"),
  });
});

test("a run says where it stands, and stops as soon as nobody waits for it", async () => {
  const change = hostOf(LONG).change(["until=1000s"]);
  if (!change.ok) throw new Error(change.error);
  const heard: string[] = [];
  const watch = {
    isCancelled: false,
    progress(text: string) {
      heard.push(text);
      watch.isCancelled = true;
    },
  };
  // Its end would be minutes away.
  await change.run(watch);
  expect(heard).toHaveLength(1);
  expect(heard[0]).toMatch(/^running 1\/2, \S+ \S+$/);
});

/** Two user threads on one core: a second one is all that they lack. */
const SHORT_OF_CORES = `name: short of cores
machine: { cores: 1, scheduler: fcfs, costs: ideal }
models: [one-to-one]
workload:
  - thread: cruncher
    count: 2
    program: [ { compute: 1ms } ]
`;

test("what would have helped is told change by change, and no more once nobody listens", async () => {
  const host = hostOf(SHORT_OF_CORES);
  const change = host.change([]);
  const rerun = change.ok ? await change.run({ isCancelled: false, progress: () => {} }) : null;
  const result = rerun?.ok === true ? rerun.view.runs[0]?.result : undefined;
  if (result === undefined) throw new Error("no run");
  const tables: WhatIfTable[] = [];
  const watch = {
    isCancelled: false,
    progress: () => {},
    tried: (table: WhatIfTable) => void tables.push(table),
  };
  await host.tryVariants([], 0, result, watch);
  expect(tables.length).toBeGreaterThan(1);
  expect(tables.map(({ rows }) => rows.length)).toEqual(tables.map((_, i) => i + 1));
  expect(tables.at(-1)?.bottleneck?.what).toBe("one more core (2)");
  const stopping = {
    isCancelled: false,
    progress: () => {},
    tried(table: WhatIfTable) {
      tables.push(table);
      stopping.isCancelled = true;
    },
  };
  tables.length = 0;
  await host.tryVariants(["machine.cores=2"], 0, result, stopping);
  expect(tables).toHaveLength(1);
});

test("a scenario is written to a new file, and written anew to the same, but over no other", async () => {
  const host = hostOf(SHORT_OF_CORES);
  const folder = temporaryFolder();
  const mine = join(folder, "mine.yaml");
  const fresh = join(folder, "new.yaml");
  writeFileSync(mine, "mine");
  expect(await host.write(mine, [])).toEqual({
    ok: false,
    text: `${mine} exists already: write to a new file`,
  });
  expect(readFileSync(mine, "utf8")).toBe("mine");
  expect(await host.write(fresh, ["machine.cores=2"])).toEqual({ ok: true, text: `wrote ${fresh}` });
  expect(await host.write(fresh, ["machine.cores=3"])).toEqual({ ok: true, text: `wrote ${fresh}` });
  expect(readFileSync(fresh, "utf8")).toBe(SHORT_OF_CORES.replace("cores: 1", "cores: 3"));
});
