import type { MutexOptions } from "../../threads/options.ts";
import { DEFAULT_MACHINE } from "../schema/machine.ts";
import { DEFAULT_MODELS } from "../schema/models.ts";
import type { CheckContext } from "./context.ts";
import { programOf, walk } from "./walk.ts";

/**
 * No thread is more urgent than the ceiling of a mutex that it locks: POSIX refuses that lock (EINVAL),
 * and nothing would keep its promise.
 */
export function checkCeilings(context: CheckContext): void {
  const { damage, draft, tree } = context;
  const given = new Map((draft.objects ?? []).filter(hasCeiling).map((mutex) => [mutex.name, mutex.ceiling]));
  if (given.size === 0 || damage.covers(["machine"]) || damage.covers(["models"])) return;
  const lowFirst = isLowFirst(context);
  for (const [i, entry] of draft.workload.entries()) {
    const { priority } = entry;
    const visit = (
      step: { readonly kind: string; readonly mutex?: string | null },
      path: readonly (string | number)[],
    ) => {
      if (step.kind !== "lock" && step.kind !== "locked") return;
      const ceiling = given.get(step.mutex ?? "");
      if (ceiling === undefined || priority === ceiling || priority < ceiling !== lowFirst) return;
      const message = `\`${entry.name}\` has priority ${priority}, more urgent than the ceiling ${ceiling} of \`${step.mutex}\``;
      context.report([...path, step.kind], message);
    };
    walk(programOf(entry, i), tree, visit, { spawned: true });
  }
}

function hasCeiling(object: {
  readonly kind: string;
}): object is MutexOptions & { readonly ceiling: number } {
  return object.kind === "mutex" && "ceiling" in object && object.ceiling !== null;
}

/** As a run orders priorities: by the kernel's policy, else by a user-level scheduler. */
function isLowFirst(context: CheckContext): boolean {
  const { scheduler } = context.draft.machine ?? DEFAULT_MACHINE;
  if (scheduler.policy === "priority") return scheduler.order === "low-first";
  for (const model of context.draft.models ?? DEFAULT_MODELS) {
    if ("scheduler" in model && model.scheduler.policy === "priority")
      return model.scheduler.order === "low-first";
  }
  return true;
}
