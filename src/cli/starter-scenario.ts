/** What `threadsim new` gives: a scenario that runs as it is and shows most of what a scenario may say. */
export const STARTER_SCENARIO = `# A scenario for threadsim. Run it:   threadsim run FILE
# Check it after a change:            threadsim validate FILE
# Try a value without editing:        threadsim run FILE --set machine.cores=4
name: My first scenario
description: A pool of workers fetches pages and counts them.
seed: 1                    # the same seed gives the same random draws, under every model

machine:
  cores: 2
  costs: linux             # what switches, system calls and threads cost; ideal: nothing
  scheduler: fair          # Linux's, as without this line; or { policy: round-robin, quantum: 10ms }

models:                    # the same workload is run under each of these
  - many-to-one
  - one-to-one
  - many-to-many: { kernelThreads: 2 }
  - processes

objects:                   # shared by the threads, by name
  counted: mutex
  pages: variable

workload:
  - pool: fetchers         # a queue of jobs, workers that take them, a stop marker for each worker
    workers: 4
    jobs: 12
    job:
      - compute: 1ms
      - io: { exponential: 50ms }     # any duration may be random
      - locked: counted               # lock, do, unlock
        do:
          - update: { variable: pages, add: 1, window: 10us }

  - thread: housekeeper    # a user thread of its own; count: 3 would make three
    arrive: 20ms
    program:
      - repeat: 5
        do:
          - sleep: 20ms
          - compute: 2ms
`;
