import { liuLayland, type PeriodicTask, tightestSet, worstResponses } from "../support/oracles/real-time.ts";
import { exactly, nearly, type Row, type ValidationCase } from "./case.ts";
import { inMs, measure } from "./measure.ts";

const LIU_LAYLAND = "Liu & Layland, J. ACM 20 (1973)";
const MS = 1_000_000;

/** Periodic tasks on one core, costs and periods in ms, to a time in ms. */
function periodic(tasks: readonly PeriodicTask[], scheduler: string, until: number): string {
  const ns = (time: number) => `${Math.round(time * MS)}ns`;
  const threads = tasks.map(
    ({ cost, period }, i) => `  - { thread: t${i}, period: ${ns(period)}, program: [compute: ${ns(cost)}] }`,
  );
  return `
machine: { cores: 1, costs: ideal, scheduler: ${scheduler} }
models: [one-to-one]
until: ${until}ms
workload:
${threads.join("\n")}
`;
}

/** Deadlines missed by all tasks. */
function missed(text: string): number {
  return (measure(text).periodic ?? []).reduce((sum, task) => sum + task.missed, 0);
}

/** The set of n tasks that the bound is tight for: it just fits, and a thousandth more does not. */
function bound(n: number, published: string): Row[] {
  const tasks = tightestSet(n).map(({ cost, period }) => ({ cost: 100 * cost, period: 100 * period }));
  const more = tasks.map(({ cost, period }, i) => ({ cost: i === 0 ? 1.001 * cost : cost, period }));
  const text = periodic(tasks, "rate-monotonic", 100_000);
  return [
    nearly(`n=${n}: utilization`, published, liuLayland(n), measure(text).cores.utilization, 1e-3),
    exactly(`n=${n}: deadlines missed`, null, 0, missed(text)),
    exactly(
      `n=${n}, first task 0.1 % longer`,
      null,
      "misses",
      missed(periodic(more, "rate-monotonic", 100_000)) > 0 ? "misses" : "meets all",
    ),
  ];
}

function responses(
  tasks: readonly PeriodicTask[],
  until: number,
  published: readonly string[] | null,
): Row[] {
  const got = measure(periodic(tasks, "rate-monotonic", until)).periodic ?? [];
  return worstResponses(tasks).map((expected, i) => {
    const { cost, period } = tasks[i] ?? { cost: 0, period: 0 };
    return exactly(
      `(${cost}, ${period}): worst response, ms`,
      published?.[i] ?? null,
      expected,
      inMs(got[i]?.responseNs?.max ?? null),
    );
  });
}

export const REAL_TIME: readonly ValidationCase[] = [
  {
    id: "C1",
    title: "Rate-monotonic: the bound, by the task sets for which it is tight",
    source: `${LIU_LAYLAND}: n (2^(1/n) − 1)`,
    kind: "validation",
    run: () => [...bound(2, "0.828"), ...bound(3, "0.780"), ...bound(5, "0.743")],
  },
  {
    id: "C2",
    title: "Rate-monotonic: worst responses of (C, T) = (3, 7) (3, 12) (5, 20)",
    source: "Buttazzo, Hard Real-Time Computing Systems, ch. 4; Joseph & Pandya 1986",
    kind: "validation",
    run: () =>
      responses(
        [
          { cost: 3, period: 7 },
          { cost: 3, period: 12 },
          { cost: 5, period: 20 },
        ],
        420,
        ["3", "6", "20"],
      ),
  },
  {
    id: "C3",
    title: "(25, 50) (35, 80) at utilization 0.9375",
    source: `${LIU_LAYLAND}: above the bound for rate-monotonic, below 1 for earliest deadline first`,
    kind: "validation",
    run: () => {
      const tasks = [
        { cost: 25, period: 50 },
        { cost: 35, period: 80 },
      ];
      const finding = measure(periodic(tasks, "rate-monotonic", 400)).findings.find(
        ({ kind }) => kind === "deadline-miss",
      );
      const [, second = Number.NaN] = worstResponses(tasks);
      return [
        exactly("rate-monotonic: first miss, ms", "80", second > 80 ? 80 : 0, inMs(finding?.atNs ?? null)),
        exactly("earliest deadline first: misses", "0", 0, missed(periodic(tasks, "edf", 400))),
      ];
    },
  },
  {
    id: "X6",
    title: "Rate-monotonic: worst responses of other sets",
    source: "fixed-point iteration (Joseph & Pandya 1986)",
    kind: "validation",
    run: () => [
      ...responses(
        [
          { cost: 5, period: 20 },
          { cost: 7, period: 30 },
          { cost: 10, period: 50 },
          { cost: 6, period: 100 },
        ],
        1_200,
        null,
      ),
      ...responses(
        [
          { cost: 1, period: 4 },
          { cost: 1.5, period: 6 },
          { cost: 3.25, period: 14 },
        ],
        840,
        null,
      ),
    ],
  },
];
