import { based, defineRuntime, LINUX_SCHEDULER } from "./runtime.ts";

/** Node.js: an event loop, and a pool of kernel threads (libuv's documentation, "Thread pool work scheduling"). */
export const node = defineRuntime("node", {
  doc: "an event loop: many-to-one with non-blocking I/O",
  options: {},
  model: (_, context) => based.manyToOne({ io: "nonblocking" }, context),
  costs: {},
  kernelPolicy: LINUX_SCHEDULER,
});
