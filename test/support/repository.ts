import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder of the repository. */
export const REPOSITORY = fileURLToPath(new URL("../..", import.meta.url));
/** The built command. */
export const COMMAND = join(REPOSITORY, "dist/cli/main.cjs");
