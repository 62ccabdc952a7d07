import { KERNEL_POLICIES } from "../../src/machine/policies/registry.ts";
import { child } from "./child.ts";
import { type PolicyReport, policyJob, SINKS, type Work } from "./policy-jobs.ts";
import { type BenchReport, type BenchRow, times } from "./section.ts";

const MODELS = ["many-to-one", "one-to-one", "many-to-many", "processes"];
/** User threads ready at once, whose turns are timed; and many more, of which the cost of one must not depend. */
const FEW = 1_000;
const MANY = 100_000;

/** Those that the workloads are made for. */
const OWN_MODELS: Models = { open: "one-to-one", closed: "many-to-many", turns: "one-to-one" };

/** A workload under one policy or model: ns an event without a listener, and with each as a ratio to that. */
interface Costs {
  readonly ns: number;
  readonly metrics: number;
  readonly recorder: number;
}

/** What was measured of one policy or model. */
interface Measured {
  readonly name: string;
  readonly open: Costs;
  readonly closed: Costs;
  /** ns of a turn among {@link FEW}, and a turn among {@link MANY} as a ratio to it. */
  readonly turn: number;
  readonly growth: number;
}

function costsOf(work: Work, policy: string, model: string): Costs {
  const [nothing = Number.NaN, metrics = Number.NaN, recorder = Number.NaN] = SINKS.map(
    (sink) => child<PolicyReport>(policyJob({ work, policy, model, sink, threads: FEW })).ns,
  );
  return { ns: nothing, metrics: metrics / nothing, recorder: recorder / nothing };
}

/** The model that each kind of work is run under. */
type Models = Readonly<Record<Work, string>>;

function measure(name: string, policy: string, models: Models): Measured {
  const turnAmong = (threads: number) =>
    child<PolicyReport>(policyJob({ work: "turns", policy, model: models.turns, sink: "nothing", threads }))
      .ns;
  const turn = turnAmong(FEW);
  return {
    name,
    open: costsOf("open", policy, models.open),
    closed: costsOf("closed", policy, models.closed),
    turn,
    growth: turnAmong(MANY) / turn,
  };
}

function line({ name, open, closed, turn, growth }: Measured): string {
  const costs = ({ ns, metrics, recorder }: Costs) =>
    `${ns.toFixed(0).padStart(7)} ${times(metrics).padStart(8)} ${times(recorder).padStart(9)}`;
  const turns = `${turn.toFixed(0).padStart(7)} ${times(growth).padStart(7)}`;
  return `${name.padEnd(20)}${costs(open)}${costs(closed)}${turns}`;
}

/** The dearest of all: `1.52x, closed workload, mlfq`. */
function worst(all: readonly Measured[], of: (costs: Costs) => number): string {
  const cells = all.flatMap(({ name, open, closed }) => [
    { ratio: of(open), where: `open workload, ${name}` },
    { ratio: of(closed), where: `closed workload, ${name}` },
  ]);
  const most = cells.reduce((a, b) => (b.ratio > a.ratio ? b : a));
  return `${times(most.ratio)} without (${most.where})`;
}

/**
 * Both workloads under every kernel policy (with the workload's own model) and every model (with round-robin), without and
 * with listeners; and a turn of one of many ready user threads.
 */
export function policies(): BenchReport {
  const kernel = Object.keys(KERNEL_POLICIES).map((policy) => measure(policy, policy, OWN_MODELS));
  const models = MODELS.map((model) =>
    measure(model, "round-robin", { open: model, closed: model, turns: model }),
  );
  const all = [...kernel, ...models];
  const growth = (measured: readonly Measured[]) => times(Math.max(...measured.map((one) => one.growth)));
  const rows: BenchRow[] = [
    {
      what: "online metrics, worst kernel policy or model",
      measured: worst(all, ({ metrics }) => metrics),
      target: "<= 1.25x",
    },
    {
      what: "full trace, worst kernel policy or model",
      measured: worst(all, ({ recorder }) => recorder),
      target: "<= 1.50x",
    },
    {
      what: "a turn among 10^5, worst kernel policy",
      measured: `${growth(kernel)} among 10^3`,
      target: "<= 4.50x",
    },
    { what: "a turn among 10^5, worst model", measured: `${growth(models)} among 10^3`, target: "<= 4.50x" },
  ];
  return {
    lines: [
      `${"ns an event".padEnd(20)}   open  metrics    trace closed  metrics    trace   turn    10^5`,
      ...all.map(line),
    ],
    rows,
  };
}
