/** The commands that simulate once, if at all: a bundle of its own, as they are to start fast. */
export { list } from "./commands/list.ts";
export { create } from "./commands/new.ts";
export { run } from "./commands/run.ts";
export { validate } from "./commands/validate.ts";
export { report } from "./report.ts";
