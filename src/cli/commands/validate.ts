import { EXIT, type ExitCode } from "../exit-codes.ts";
import { loadScenarios } from "../load.ts";
import { print } from "../output.ts";

/** `validate FILE…`: prints every issue, or one line per scenario that is fine. */
export async function validate(
  files: readonly string[],
  flags: { readonly set?: readonly string[]; readonly quiet?: true },
): Promise<ExitCode> {
  const scenarios = await loadScenarios(files, { set: flags.set ?? [] });
  if (scenarios === null) return EXIT.usage;
  if (flags.quiet === undefined) {
    for (const { file, name, models } of scenarios) {
      const count = models.length === 1 ? "1 model" : `${models.length} models`;
      await print(`${file}: ok: ${name}, ${count}\n`);
    }
  }
  return EXIT.ok;
}
