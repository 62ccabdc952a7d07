import { describe, expect, test } from "vitest";
import { found } from "./found.ts";

describe("oversubscription", () => {
  const scenario = (cost: string, kernelThreads: number, program = "compute: 5ms") => `
machine: { cores: 2, scheduler: { policy: round-robin, quantum: 100us }, costs: { preset: ideal, kernelSwitch: ${cost} } }
models: [ many-to-many: { kernelThreads: ${kernelThreads} } ]
workload:
  - { thread: worker, count: 16, program: [ ${program} ] }
`;
  const over = (...parameters: Parameters<typeof scenario>) =>
    found("oversubscription", scenario(...parameters));

  test("many take turns, and the turns cost", () => {
    const [finding] = over("10us", 16);
    expect(finding?.message).toMatch(
      /^16 kernel threads took turns on 2 cores: 9\.\d% of what the cores did/,
    );
    expect(finding?.threads).toEqual([]);
  });

  test.each<[string, Parameters<typeof scenario>]>([
    ["as many as cores", ["10us", 2]],
    ["turns that cost little", ["1us", 16]],
    [
      "switches because of io, beside idle cores",
      ["10us", 16, "{ repeat: 50, do: [ io: 1ms, compute: 50us ] }"],
    ],
  ])("none with %s", (_, parameters) => {
    expect(over(...parameters)).toEqual([]);
  });
});
