import { describe, expect, test } from "vitest";
import { found } from "./found.ts";

describe("idle cores", () => {
  const scenario = (model: string, more = "") => `
machine: { cores: 4, costs: ideal }
models: [ ${model} ]
workload:
  - { thread: worker, count: 8, process: app, program: [ compute: 5ms ] }
${more}`;
  const idle = (...parameters: Parameters<typeof scenario>) => found("idle-cores", scenario(...parameters));

  test("fewer kernel threads than cores, and user threads that wait for one", () => {
    const [finding] = idle("many-to-one");
    expect(finding).toMatchObject({ severity: "info" });
    // 5 + 10 + … + 35 ms.
    expect(finding?.message).toContain(
      "waited 140 ms together for a turn on its only kernel thread, while 3 of 4 cores",
    );
    // The first had its turn at once.
    expect(finding?.threads).toEqual([7, 6, 5, 4, 3, 2, 1].map((index) => `worker[${index}]`));
    expect(finding?.message).toMatch(/Waited longest: worker\[7\], worker\[6\] and 5 more\.$/);
  });

  test("none with enough kernel threads, or where another process may have the cores", () => {
    expect(idle("many-to-many: { kernelThreads: 4 }")).toEqual([]);
    expect(idle("one-to-one")).toEqual([]);
    expect(idle("many-to-one", "  - { thread: other, process: db, program: [ compute: 5ms ] }")).toEqual([]);
  });
});
