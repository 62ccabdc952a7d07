import type { RunEnd } from "../../trace/meta.ts";
import type { MetricsParts } from "../metrics-parts.ts";
import type { Finding } from "../result.ts";
import { deadlockFindings, partialDeadlockFindings } from "./deadlock.ts";
import { gilConvoys } from "./gil-convoys.ts";
import { idleCores } from "./idle-cores.ts";
import { lostWakeups } from "./lost-wakeups.ts";
import { oversubscription } from "./oversubscription.ts";
import { pinning } from "./pinning.ts";
import { stallFindings } from "./stalls.ts";
import { unserved } from "./unserved.ts";

/** Who waits for ever at the end of a run. To be asked before the ledger is closed, which ends all waits. */
export function endlessWaits(parts: MetricsParts, end: RunEnd): readonly Finding[] {
  const { meta } = parts;
  const deadlocks =
    end.outcome === "deadlock"
      ? deadlockFindings(meta, parts, end.endNs)
      : partialDeadlockFindings(meta, parts, end.endNs);
  return [...deadlocks, ...lostWakeups(meta, parts, end)];
}

/** Everything that was found in a run, the waits for ever among it. To be asked after the ledger is closed. */
export function allFindings(
  parts: MetricsParts,
  end: RunEnd,
  endless: readonly Finding[],
): readonly Finding[] {
  const { meta, threads, kernels, stalls } = parts;
  return [
    ...endless,
    ...dataFindings(parts, endless),
    ...parts.instances.findings(),
    ...parts.watchers.flatMap((watcher) => watcher.findings(end)),
    ...parts.convoys.findings(meta, parts.objects),
    ...gilConvoys(meta, threads),
    ...unserved(meta, threads.details, end),
    ...stallFindings(meta, stalls, kernels),
    ...pinning(meta, stalls),
    ...parts.throttling.findings(meta, threads),
    ...(end.outcome === "deadlock" ? [] : coreFindings(parts, end)),
  ];
}

/** How well the cores were used: beside the point where nothing could go on. */
function coreFindings({ meta, threads, kernels, cores }: MetricsParts, { endNs }: RunEnd): Finding[] {
  const switches = { kernel: cores.switches, blocks: threads.counts.blocks };
  return [
    ...oversubscription(meta, kernels, cores.totals(endNs), switches),
    ...idleCores(meta, threads, kernels, endNs),
  ];
}

/** What went wrong, and what could have: the latter only where the former does not tell it. */
function dataFindings({ hazards, races, lockOrder }: MetricsParts, endless: readonly Finding[]): Finding[] {
  const happened = hazards.findings();
  const spoilt = new Set(happened.flatMap(({ objects }) => objects));
  const isTold = (locks: readonly string[]): boolean =>
    endless.some(({ objects }) => locks.every((lock) => objects.includes(lock)));
  return [...happened, ...(races?.findings(spoilt) ?? []), ...(lockOrder?.findings(isTold) ?? [])];
}
