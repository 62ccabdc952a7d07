import { MAX_ISSUES } from "../limits.ts";
import type { Issue } from "../scenario.ts";
import type { Place } from "./source-text.ts";

/** Something wrong at a place, before it is put into lines and columns. */
export interface Problem {
  readonly place: Place;
  readonly message: string;
  readonly hint?: string | undefined;
}

/** The first {@link MAX_ISSUES} issues in the order of the text, and how many more there are. */
export interface IssueList {
  readonly issues: readonly Issue[];
  readonly more: number;
}

/**
 * Problems as issues, in the order of the text. Of several that start at one place only the first found
 * is kept: the others follow from it.
 */
export function toIssues(problems: readonly Problem[], more = 0): IssueList {
  const sorted = problems
    .map((problem, found) => ({ problem, found }))
    .sort((a, b) => compare(a.problem.place, b.problem.place) || a.found - b.found)
    .map(({ problem }) => problem);
  const kept = sorted.filter((problem, i) => {
    const before = sorted[i - 1];
    return before === undefined || compare(before.place, problem.place) !== 0;
  });
  return {
    issues: kept.slice(0, MAX_ISSUES).map(({ place, message, hint }) => {
      return place.source.issue(place.start, place.end, message, hint);
    }),
    more: more + Math.max(0, kept.length - MAX_ISSUES),
  };
}

function compare(a: Place, b: Place): number {
  return a.source.rank - b.source.rank || a.start - b.start;
}
