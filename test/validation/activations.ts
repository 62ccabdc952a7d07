import { exactly, nearly, type ValidationCase } from "./case.ts";
import { measure, threadsOf } from "./measure.ts";

/*
 * Table V of Anderson, Bershad, Lazowska & Levy (SOSP 1991): an N-body program, two copies at a time on six
 * processors. Costs of thread operations are the paper's (table I and IV, see the calibration of D10a). It
 * prints neither how long tasks are nor how much of them is a critical section, nor Topaz's time slice; these
 * are assumed, with the answers in sight. What is checked is that one program gives all three answers under
 * the three systems' own rules and costs, and for the reasons that the paper gives.
 */
const PHASES = 20;
/** Tasks of a phase: the forces on some bodies. Uniform, the mean ± one half. */
const TASKS = 60;
const TASK_US = 1_000;
/** Of each task, what updates the shared tree, under one application lock. */
const LOCKED_US = 350;
/** Before each phase, by one thread: what builds the tree. */
const SERIAL_US = 2_000;
/** Of what matters here only to FastThreads, by a tenth from 10 to 200 ms: how long a preempted holder keeps a lock. */
const QUANTUM = "200ms";
/** Topaz: a switch of kernel threads, half a signal-wait; and a kernel trap (section 2.1). */
const KERNEL = "kernelSwitch: 220.5us, systemCall: 19us";

/** What a system does differently. */
interface System {
  /** Machine and model. `processors` are given to each copy, where the system gives them. */
  head(cores: number, processors: number): string;
  readonly lock: string;
  /** Kernel threads without work look for some in turns of 20 µs and don't let go of their processor. */
  readonly idlesOnProcessor: boolean;
}

/** Processors are given to address spaces, three to each copy; none of their threads is ever preempted. */
const ACTIVATIONS: System = {
  head: (cores, processors) => `machine: { cores: ${cores} }
models: [scheduler-activations: { kernelThreads: ${processors} }]`,
  lock: "{ spin: 10us }",
  idlesOnProcessor: false,
};

/** As many kernel threads as processors for each copy, sliced by a kernel that does not know what they do. */
const FAST_THREADS: System = {
  head: (
    cores,
  ) => `machine: { cores: ${cores}, scheduler: { policy: round-robin, quantum: ${QUANTUM} }, costs: { preset: ideal, userThreadCreate: 15.5us, userSwitch: 18.5us, ${KERNEL} } }
models: [many-to-many: { kernelThreads: ${cores}, scheduler: priority }]`,
  lock: "{ spin: 10us }",
  idlesOnProcessor: true,
};

/** Every thread is a kernel thread, created and switched by the kernel; a lock that is taken blocks in it. */
const TOPAZ: System = {
  head: (
    cores,
  ) => `machine: { cores: ${cores}, scheduler: { policy: round-robin, quantum: ${QUANTUM} }, costs: { preset: ideal, kernelThreadCreate: 727.5us, ${KERNEL} } }
models: [one-to-one]`,
  lock: "{ scope: kernel, order: barging }",
  idlesOnProcessor: false,
};

/** Speed-up over the program without threads, the mean of its copies. */
function speedUp({ head, lock, idlesOnProcessor }: System, cores: number, copies: number): number {
  const names = Array.from({ length: copies }, (_, i) => `copy${i}`);
  const own = TASK_US - LOCKED_US;
  const programs = names.map(
    (name) => `  - thread: main-${name}
    process: ${name}
    program:
      - repeat: ${PHASES}
        do:
          - compute: ${SERIAL_US}us
          - repeat: ${TASKS}
            do:
              - spawn:
                  thread: task-${name}
                  program:
                    - compute: { uniform: [${own / 2}us, ${(3 * own) / 2}us] }
                    - { locked: tree-${name}, do: [compute: ${LOCKED_US}us] }
          - join: task-${name}
${idlesOnProcessor ? `  - { thread: idle-${name}, process: ${name}, count: ${cores}, priority: 1, program: [{ forever: [compute: 20us, yield] }] }` : ""}`,
  );
  // The idle loops never end.
  const result = measure(`${head(cores, cores / copies)}
until: 5s
objects: { ${names.map((name) => `tree-${name}: { mutex: ${lock} }`).join(", ")} }
workload:
${programs.join("\n")}
`);
  const sequentialNs = PHASES * (TASKS * TASK_US + SERIAL_US) * 1_000;
  const ends = threadsOf(result).flatMap(({ name, endNs }) => (name.startsWith("main") ? [endNs] : []));
  return ends.reduce<number>((sum, endNs) => sum + sequentialNs / (endNs ?? Number.NaN), 0) / ends.length;
}

export const ACTIVATION_CASES: readonly ValidationCase[] = [
  {
    id: "D10b",
    title: "Two copies of an N-body program on 6 processors, each given 3: speed-up, at most 3",
    source:
      "Anderson et al., SOSP 1991, table V and section 5.3; costs from D10a, but task length (1 ms ± half), its share " +
      "under the lock (0.35 ms), the serial part (2 ms in 62) and the time slice (200 ms), of which the paper prints " +
      "nothing, are assumed with the answers in sight: it is shown that one program gives all three, not that they " +
      "could have been foretold (with 0.3 ms FastThreads comes out at 1.4, ahead of Topaz). That each copy has three " +
      "processors is said, not decided by an allocator",
    kind: "validation",
    run: () => {
      const activations = speedUp(ACTIVATIONS, 6, 2);
      const topaz = speedUp(TOPAZ, 6, 2);
      const fastThreads = speedUp(FAST_THREADS, 6, 2);
      const ranking = Object.entries({ activations, topaz, fastThreads }).sort(([, a], [, b]) => b - a);
      return [
        exactly("order", null, "activations, topaz, fastThreads", ranking.map(([name]) => name).join(", ")),
        nearly("activations", "2.45", 2.45, activations, 0.05),
        nearly("Topaz kernel threads", "1.29", 1.29, topaz, 0.05),
        nearly("FastThreads", "1.26", 1.26, fastThreads, 0.05),
        // The reasons that the paper gives.
        nearly("activations ÷ alone on 3", null, 1, activations / speedUp(ACTIVATIONS, 3, 1), 0.05),
        nearly(
          "FastThreads alone on 3 ÷ activations alone on 3",
          null,
          1,
          speedUp(FAST_THREADS, 3, 1) / speedUp(ACTIVATIONS, 3, 1),
          0.05,
        ),
        nearly("Topaz alone on 6 ÷ alone on 3", null, 1, speedUp(TOPAZ, 6, 1) / speedUp(TOPAZ, 3, 1), 0.05),
      ];
    },
  },
];
