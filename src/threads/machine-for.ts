import { keysOf, sequentialStream } from "../base/random.ts";
import { createMachine } from "../machine/create-machine.ts";
import type { KernelMachine, MachineParts } from "../machine/kernel-machine.ts";
import { MountedFacts, type MountView } from "./mounted-facts.ts";
import type { Plan } from "./plan.ts";

/** The machine of a plan, whose kernel policy knows of kernel threads what the user threads mounted on them say. */
export function machineFor(
  plan: Plan,
  mounts: MountView,
  parts: Omit<MachineParts, "facts" | "hasAffinity" | "stream">,
): KernelMachine {
  const facts = new MountedFacts(plan, mounts);
  return createMachine(plan.input.machine, {
    ...parts,
    facts,
    hasAffinity: facts.hasAffinity,
    stream: () => sequentialStream(keysOf(plan.input.seed), "kernel scheduler"),
  });
}
