import { expect, test } from "vitest";
import { ScenarioHost } from "../../src/cli/explore-host.ts";
import { parseScenario } from "../../src/index.ts";

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
