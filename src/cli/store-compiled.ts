/**
 * The last step of the build: does what commands have in common, a small run that prints nothing, and keeps
 * what Node has compiled for it.
 */
import { fileURLToPath } from "node:url";
import { loadChrome, loadCommands, loadProgram } from "./parts.ts";

const scenario = fileURLToPath(new URL("../../scenarios/io-bound.yaml", import.meta.url));
const program = loadProgram();
const commands = loadCommands();
const parts = { commands: () => commands.load(), chrome: loadChrome };
process.exitCode = await program.load().main(["run", scenario, "--quiet"], parts);
program.store();
commands.store();
