#!/usr/bin/env node
import module from "node:module";

// Node 22.1 and later can keep compiled code on disk, which saves most of the start-up; Node 20 can't.
if ("enableCompileCache" in module && typeof module.enableCompileCache === "function") {
  module.enableCompileCache();
}
const { main } = await import("./program.ts");
process.exitCode = await main(process.argv.slice(2));
