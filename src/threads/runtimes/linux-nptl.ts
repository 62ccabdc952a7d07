import { us } from "../../base/time.ts";
import { LINUX_SCHEDULER } from "../../machine/preset-schedulers.ts";
import { based, defineRuntime } from "./runtime.ts";

/** POSIX threads of Linux's C library (Drepper & Molnar, "The Native POSIX Thread Library for Linux", 2005). */
export const linuxNptl = defineRuntime("linux-nptl", {
  doc: "POSIX threads of Linux: one-to-one",
  options: {},
  model: (_, context) => based.oneToOne({}, context),
  costs: {
    // pthread_create in a batch, Linux 6.18.
    kernelThreadCreate: us(22),
    // What a thread takes in all under load, 0.17 ms, less its creation: stack faults and exit of the new thread.
    kernelThreadExit: us(170 - 22),
  },
  kernelPolicy: LINUX_SCHEDULER,
});
