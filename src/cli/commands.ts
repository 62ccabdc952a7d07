/** All commands, so that the bundle holds them in one piece, which `--help` does without. */
export { check } from "./commands/check.ts";
export { explain } from "./commands/explain.ts";
export { explore } from "./commands/explore.ts";
export { exportRuns } from "./commands/export.ts";
export { list } from "./commands/list.ts";
export { create } from "./commands/new.ts";
export { run } from "./commands/run.ts";
export { schema } from "./commands/schema.ts";
export { validate } from "./commands/validate.ts";
export { report } from "./report.ts";
