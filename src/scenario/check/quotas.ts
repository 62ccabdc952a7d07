import { DEFAULT_MACHINE } from "../schema/machine.ts";
import type { CheckContext } from "./context.ts";

/** A quota takes kernel threads off their cores, which processor sharing has none of. */
export function checkQuotas(context: CheckContext): void {
  const { machine, processes = [] } = context.draft;
  if (context.damage.covers(["machine"])) return;
  if ((machine ?? DEFAULT_MACHINE).scheduler.policy !== "processor-sharing") return;
  for (const { name, quota } of processes) {
    if (quota === undefined) continue;
    context.report(
      ["processes", name, "quota"],
      "quotas are not for `processor-sharing`: choose another scheduler",
    );
  }
}
