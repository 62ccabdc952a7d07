import { at } from "../../src/base/assert.ts";
import { replicate } from "../support/replicate.ts";
import { estimated, nearly, type ValidationCase } from "./case.ts";
import { measure, scenario, threadsOf } from "./measure.ts";

/** Threads that never stop computing, with what their scheduler goes by. */
function hogs(cores: number, scheduler: string, hogs: readonly string[], until: string): string {
  const threads = hogs.map(
    (options, i) => `  - { thread: t${i}, ${options}, program: [{ forever: [compute: 1s] }] }`,
  );
  return `
machine: { cores: ${cores}, costs: ideal, scheduler: ${scheduler} }
models: [one-to-one]
until: ${until}
workload:
${threads.join("\n")}
`;
}

/** Share of the core time that each thread had. */
function shares(text: string, seed?: string): number[] {
  const result = measure(scenario(text), seed === undefined ? {} : { seed });
  return threadsOf(result).map(({ ledgerNs }) => ledgerNs.running / result.endNs);
}

/** Weights of nice values in the Linux kernel (`sched_prio_to_weight`, kernel/sched/core.c). */
const WEIGHTS = { "0": 1024, "5": 335, "-5": 3121 } as const;

export const SHARES: readonly ValidationCase[] = [
  {
    id: "X9",
    title: "Lottery: core time in proportion to tickets",
    source: "Waldspurger & Weihl 1994: tickets ÷ all tickets, each quantum drawn anew",
    kind: "validation",
    run: () =>
      [
        [1, 2, 3],
        [100, 50, 250],
      ].flatMap((tickets) => {
        const options = tickets.map((count) => `tickets: ${count}`);
        const text = hogs(1, "{ policy: lottery, quantum: 1ms }", options, "10s");
        const got = replicate(20, (seed) => {
          const [first = 0, second = 0, third = 0] = shares(text, seed);
          return { first, second, third };
        });
        const all = tickets.reduce((sum, count) => sum + count, 0);
        const figures = [got.first, got.second, got.third];
        return tickets.map((count, i) =>
          estimated(`${count} of ${all} tickets: share`, `${count}/${all}`, count / all, at(figures, i)),
        );
      }),
  },
  {
    id: "X10",
    title: "Fair scheduling: core time in proportion to the kernel's weights of nice values",
    source:
      "sched_prio_to_weight of Linux: 1024 at nice 0, 335 at 5, 3121 at −5; EEVDF's lag is below a slice",
    kind: "validation",
    run: () => {
      const nices = ["0", "5", "-5"] as const;
      const total = nices.reduce((sum, nice) => sum + WEIGHTS[nice], 0);
      const got = shares(
        hogs(
          1,
          "fair",
          nices.map((nice) => `nice: ${nice}`),
          "100s",
        ),
      );
      return nices.map((nice, i) =>
        nearly(`nice ${nice}: share`, null, WEIGHTS[nice] / total, at(got, i), 1e-3),
      );
    },
  },
];
