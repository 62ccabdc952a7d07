#!/usr/bin/env node
import module from "node:module";
import { loadChrome, loadCommands, loadProgram, loadRunCommands } from "./parts.ts";

// Node 22.1 and later can keep compiled modules on disk, which Ink is loaded from; Node 20 can't.
if ("enableCompileCache" in module && typeof module.enableCompileCache === "function") {
  module.enableCompileCache();
}
const { main } = loadProgram().load();
const parts = {
  runCommands: () => loadRunCommands().load(),
  commands: () => loadCommands().load(),
  chrome: loadChrome,
};
main(process.argv.slice(2), parts).then((code) => {
  process.exitCode = code;
  // Nothing is left to wait for. By itself Node would now take its memory apart, which takes milliseconds.
  if (process.getActiveResourcesInfo().length === 0) process.exit();
});
