import { fileURLToPath } from "node:url";
import { CompiledScript } from "./compiled-script.ts";

/** The file of the bundle with that name. */
const bundled = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/** The command tree: all that `--help` needs. */
export const loadProgram = (): CompiledScript<typeof import("./program.ts")> =>
  new CompiledScript(bundled("program.cjs"));

/** What the commands do. */
export const loadCommands = (): CompiledScript<typeof import("./commands.ts")> =>
  new CompiledScript(bundled("commands.cjs"));

/** What draws with Ink, which is larger than all the rest. */
export const loadChrome = () => import("../tui/explore/chrome-host.tsx");
