import { ns } from "../../base/time.ts";
import type { Finding } from "../result.ts";
import { FINDING_KINDS, type FindingKind } from "./kinds.ts";

/** What a finding says besides its kind. `atNs`: when it happened or began, ns. */
interface Facts {
  readonly atNs: number;
  /** Names. */
  readonly threads: readonly string[];
  readonly objects: readonly string[];
  readonly message: string;
  /** Where the kind's own advice can be bettered. */
  readonly advice?: string;
}

/** A finding, as grave as its kind. */
export function makeFinding(kind: FindingKind, facts: Facts): Finding {
  const { severity, advice } = FINDING_KINDS[kind];
  return {
    kind,
    severity,
    atNs: ns(facts.atNs),
    threads: facts.threads,
    objects: facts.objects,
    message: facts.message,
    advice: facts.advice ?? advice,
  };
}
