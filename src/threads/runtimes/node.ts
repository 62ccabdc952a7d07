import { LINUX_SCHEDULER } from "../../machine/preset-schedulers.ts";
import { based, defineRuntime } from "./runtime.ts";

/** Node.js: an event loop, and a pool of kernel threads (libuv's documentation, "Thread pool work scheduling"). */
export const node = defineRuntime("node", {
  doc: "an event loop: many-to-one with non-blocking I/O, and a pool for `compute: { offload: true }`",
  options: {
    pool: { type: "integer", min: 1, max: 1024, default: 4, doc: "UV_THREADPOOL_SIZE" },
  },
  model: (_, context) => based.manyToOne({ io: "nonblocking" }, context),
  pool: ({ pool }) => pool,
  costs: {},
  kernelPolicy: LINUX_SCHEDULER,
});
