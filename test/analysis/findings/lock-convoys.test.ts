import { expect, test } from "vitest";
import { found } from "./found.ts";

/** Workers that compute and then hold a lock for a moment, again and again. */
const scenario = (
  compute: string,
  section: string,
  more: { order?: string; switch?: string; cores?: number } = {},
) => `
machine:
  cores: ${more.cores ?? 2}
  scheduler: { policy: round-robin, quantum: 1ms }
  costs: { preset: ideal, kernelSwitch: ${more.switch ?? "20us"} }
models: [one-to-one]
objects: { m: { mutex: { order: ${more.order ?? "fifo"} } } }
workload:
  - thread: worker
    count: 6
    program:
      - repeat: 50
        do: [ compute: ${compute}, { locked: m, do: [ ${section} ] } ]
`;
const convoys = (...parameters: Parameters<typeof scenario>) => found("lock-convoy", scenario(...parameters));

test("a short lock handed over to who is not on a core", () => {
  const [finding] = convoys("60us", "compute: 10us");
  expect(finding).toMatchObject({ objects: ["m"], severity: "warning" });
  expect(finding?.threads.toSorted()).toEqual([0, 1, 2, 3, 4, 5].map((index) => `worker[${index}]`));
  expect(finding?.message).toMatch(/of 300 times m was handed over/);
});

test("none where whoever runs takes it, or where all have cores", () => {
  expect(convoys("60us", "compute: 10us", { order: "barging" })).toEqual([]);
  expect(convoys("60us", "compute: 10us", { cores: 8 })).toEqual([]);
});

test("none where the line comes from long work or io under the lock", () => {
  expect(convoys("10us", "compute: 400us", { switch: "0" })).toEqual([]);
  expect(convoys("10us", "io: 400us")).toEqual([]);
});

test("none of a few acquisitions", () => {
  expect(found("lock-convoy", scenario("60us", "compute: 10us").replace("repeat: 50", "repeat: 3"))).toEqual(
    [],
  );
});
