/** The example of the format's documentation: a valid scenario that uses most of the format. */
export const EXAMPLE = `name: URL fetch pool
description: one or more lines, shown above the results
seed: 42
machine:
  cores: 4
  scheduler: round-robin
  costs: linux
  devices: { disk: { servers: 1 } }
models:
  - many-to-one
  - one-to-one
  - many-to-many: { kernelThreads: 4 }
objects:
  m: mutex
  jobs: { queue: { capacity: 10 } }
workload:
  - pool: fetchers
    workers: 4
    jobs: 21
    job: [ { compute: 1ms }, { io: { lognormal: { mean: 100ms, cv: 0.5 } } }, { compute: 1ms } ]
  - thread: logger
    count: 2
    arrive: 5ms
    priority: 3
    process: app
    program:
      - compute: 2ms
      - locked: m
        do: [ { io: 1ms } ]
until: 10s
`;

/** A scenario with these objects and one thread that runs this program (a flow list of steps). */
export function withProgram(program: string, objects = ""): string {
  return `objects: {${objects}}\nworkload: [ { thread: t, program: ${program} } ]\n`;
}

/** A scenario with this workload (a flow list of groups). */
export function withWorkload(workload: string): string {
  return `workload: ${workload}\n`;
}
