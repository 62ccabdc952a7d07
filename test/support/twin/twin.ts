import type { SimulationInput } from "../../../src/threads/options.ts";
import { Agenda } from "./agenda.ts";
import { QueuedCores } from "./queued-cores.ts";
import { SharedCores } from "./shared-cores.ts";
import { type TwinThread, TwinThreads } from "./threads.ts";

export interface TwinResult {
  readonly threads: readonly TwinThread[];
  readonly end: number;
  readonly outcome: "completed" | "deadlock" | "horizon";
}

/**
 * The slow and obvious simulator: one kernel thread per user thread, any policy, costs of switches, system
 * calls, creation and timers, periodic threads, pools. It shares with the engine the types of
 * scenarios, the defaults of run queues and the stream of a lottery, and nothing else.
 */
export function runTwin(input: SimulationInput): TwinResult {
  const { scheduler, cores, costs } = input.machine;
  const agenda = new Agenda();
  const threads = new TwinThreads(input, agenda, (own) =>
    scheduler.policy === "processor-sharing"
      ? new SharedCores(cores, agenda, own)
      : new QueuedCores(scheduler, { cores, costs, seed: input.seed }, agenda, own),
  );
  const isCut = agenda.run(input.until ?? Number.POSITIVE_INFINITY);
  const results = threads.results();
  const completed = results.every(({ end }) => end !== null);
  return {
    threads: results,
    end: agenda.now,
    outcome: isCut ? "horizon" : completed ? "completed" : "deadlock",
  };
}
