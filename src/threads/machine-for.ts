import { keysOf, sequentialStream } from "../base/random.ts";
import { createMachine } from "../machine/create-machine.ts";
import type { KernelMachine, KernelThreadClient, MachineParts } from "../machine/kernel-machine.ts";
import { QuotaMachine, type ThrottledClient } from "../machine/quota-machine.ts";
import { MountedFacts, type MountView } from "./mounted-facts.ts";
import type { Plan } from "./plan.ts";
import type { StepControl } from "./stepping/step-control.ts";

/** A plan's machine, and what tells it that the timer of a process has fired. */
export interface PlanMachine {
  readonly machine: KernelMachine;
  readonly quotas: QuotaMachine | null;
}

type Parts = Omit<MachineParts, "facts" | "hasAffinity" | "stream" | "client">;

/**
 * The machine of a plan, whose kernel policy knows of kernel threads what the user threads mounted on them
 * say. Timers of processes begin at `firstTimerId`. With a control, the one that it takes step by step.
 */
export function machineFor(
  plan: Plan,
  client: MountView & ThrottledClient,
  parts: Parts,
  firstTimerId: number,
  control: StepControl | null,
): PlanMachine {
  if (control !== null) return { machine: control.createMachine({ ...parts, client }), quotas: null };
  const facts = new MountedFacts(plan, client);
  const machine = (to: KernelThreadClient) =>
    createMachine(plan.input.machine, {
      ...parts,
      client: to,
      facts,
      hasAffinity: facts.hasAffinity,
      stream: () => sequentialStream(keysOf(plan.input.seed), "kernel scheduler"),
    });
  if (!plan.features.quotas) return { machine: machine(client), quotas: null };
  const quotas = plan.input.processes.map(({ quota }) => quota ?? null);
  const { clock, events } = parts;
  const limited = new QuotaMachine({ quotas, client, clock, events, firstTimerId }, machine);
  return { machine: limited, quotas: limited };
}
