import { scenarioJsonSchema } from "../../scenario/json-schema.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { print } from "../output.ts";

/** `schema`: the JSON Schema of the scenario format. */
export async function schema(): Promise<ExitCode> {
  await print(`${JSON.stringify(scenarioJsonSchema(), null, 2)}\n`);
  return EXIT.ok;
}
