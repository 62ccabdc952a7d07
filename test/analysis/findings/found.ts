import type { FindingKind } from "../../../src/analysis/findings/kinds.ts";
import type { Finding } from "../../../src/analysis/result.ts";
import { parseScenario, simulate } from "../../../src/index.ts";

/** What is found of one kind in the one run of a scenario. */
export function found(kind: FindingKind, text: string): readonly Finding[] {
  const parsed = parseScenario(text, { file: "test.yaml" });
  if (!parsed.ok) throw new Error(parsed.issues.map(({ message }) => message).join("\n"));
  const runs = simulate(parsed.scenario, { trace: false });
  if (runs.length !== 1) throw new Error("a scenario of one model, please");
  return runs.flatMap(({ result }) => result.findings).filter((finding) => finding.kind === kind);
}
