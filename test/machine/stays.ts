import { ms } from "../../src/base/time.ts";
import type { SimulationInput } from "../../src/threads/options.ts";
import { simulate } from "../threads/fixtures.ts";

/** What each core had on it in turn, under one-to-one: names in order of creation, `A 0–10`, times in ms. */
export function stays(input: SimulationInput): string[][] {
  const { records, end } = simulate(input);
  const cores = Array.from({ length: input.machine.cores }, () => {
    return { list: [] as string[], name: "", since: 0 };
  });
  const close = (core: (typeof cores)[number], time: number): void => {
    if (core.name !== "" && time > core.since) {
      core.list.push(`${core.name} ${core.since / ms(1)}–${time / ms(1)}`);
    }
  };
  for (const { time, name, subject, detail } of records) {
    const core =
      name === "coreIdle" || name === "coreBusy" || name === "coreOverhead" ? cores[subject] : undefined;
    if (core === undefined) continue;
    close(core, time);
    core.name = name === "coreBusy" ? String.fromCharCode("A".charCodeAt(0) + detail) : "";
    core.since = time;
  }
  for (const core of cores) close(core, end.endNs);
  return cores.map(({ list }) => list);
}
