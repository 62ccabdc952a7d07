/**
 * The last step of the build: does what commands have in common, a small run that prints nothing, and keeps
 * what Node has compiled for it.
 */
import { join } from "node:path";
import { loadChrome, loadCommands, loadProgram } from "./parts.ts";

const scenario = join(import.meta.dirname, "../../scenarios/io-bound.yaml");
const program = loadProgram();
const commands = loadCommands();
const parts = { commands: () => commands.load(), chrome: loadChrome };
program
  .load()
  .main(["run", scenario, "--quiet"], parts)
  .then((code) => {
    process.exitCode = code;
    program.store();
    commands.store();
  });
