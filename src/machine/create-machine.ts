import type { KernelMachine, MachineParts } from "./kernel-machine.ts";
import { Machine } from "./machine.ts";
import type { MachineOptions } from "./options.ts";
import { SharingMachine } from "./sharing-machine.ts";

/** The machine that the options describe: cores with run queues, or shared by all. */
export function createMachine(options: MachineOptions, parts: MachineParts): KernelMachine {
  const { scheduler } = options;
  if (scheduler.policy === "processor-sharing") return new SharingMachine(options, parts);
  return new Machine(options, scheduler, parts);
}
