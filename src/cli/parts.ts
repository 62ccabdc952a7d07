import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { CompiledScript } from "./compiled-script.ts";

/** The file of the bundle with that name. */
const bundled = (name: string): string => join(import.meta.dirname, name);

/** The command tree: all that `--help` needs. */
export const loadProgram = (): CompiledScript<typeof import("./program.ts")> =>
  new CompiledScript(bundled("program.cjs"));

/** What `run` needs, and the other commands that are no more than it. */
export const loadRunCommands = (): CompiledScript<typeof import("./run-commands.ts")> =>
  new CompiledScript(bundled("run-commands.cjs"));

/** What all commands do. */
export const loadCommands = (): CompiledScript<typeof import("./commands.ts")> =>
  new CompiledScript(bundled("commands.cjs"));

/** What draws with Ink, which is larger than all the rest: a module, as Ink's layout engine can be nothing else. */
export const loadChrome = (): Promise<typeof import("../tui/explore/chrome-host.tsx")> =>
  import(pathToFileURL(bundled("chrome-host.js")).href);
