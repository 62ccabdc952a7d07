import type { OptionSpecs, OptionsOf } from "../../base/option-spec.ts";
import { ZERO_NS } from "../../base/time.ts";

/** Where kernel threads wait, whatever the policy; `queues` is what holds if the scenario does not say. */
export function runQueueOptions<const Queues extends "global" | "per-core">(queues: Queues) {
  return {
    queues: {
      type: "choice",
      values: ["global", "per-core"],
      default: queues,
      doc: "one run queue for all cores, or one for each",
    },
    stealing: {
      type: "flag",
      default: true,
      doc: "with queues per core: an idle core takes from the longest queue",
    },
    migrationCost: {
      type: "duration",
      default: ZERO_NS,
      doc: "overhead where a thread gets another core than its last",
    },
  } as const satisfies OptionSpecs;
}

/** Where kernel threads wait, as options: `{ queues, stealing, migrationCost }`. */
export type RunQueueOptions = OptionsOf<ReturnType<typeof runQueueOptions>>;
