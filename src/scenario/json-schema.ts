import * as z from "zod/mini";
import { document } from "./schema/document.ts";
import { DOCS } from "./schema/schema.ts";

/** The JSON Schema (draft 2020-12) of the scenario format, from the definition that also validates. */
export function scenarioJsonSchema(): object {
  const schema = z.toJSONSchema(document, { io: "input", metadata: DOCS, target: "draft-2020-12" });
  const { $schema, ...rest } = schema;
  return {
    $schema,
    title: "threadsim scenario, format 1",
    description: "A machine and a workload, simulated under several threading models.",
    ...rest,
  };
}
