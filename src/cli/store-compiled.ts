/**
 * The last step of the build: does what commands have in common, a small run that prints nothing, and keeps
 * what Node has compiled for it.
 */
import { join } from "node:path";
import type { CompiledScript } from "./compiled-script.ts";
import { loadChrome, loadCommands, loadProgram, loadRunCommands } from "./parts.ts";

const scenario = join(import.meta.dirname, "../../scenarios/io-bound.yaml");
const program = loadProgram();
const commands = loadCommands();

/** Has a part do the run, which all of them can. */
async function store(part: CompiledScript<typeof import("./run-commands.ts")>): Promise<void> {
  const parts = { runCommands: () => part.load(), commands: () => commands.load(), chrome: loadChrome };
  process.exitCode = await program.load().main(["run", scenario, "--quiet"], parts);
  part.store();
}

store(loadRunCommands())
  .then(() => store(commands))
  .then(() => program.store());
