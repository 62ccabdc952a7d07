import type { BookedHazard, HazardBook } from "./hazard-book.ts";
import type { ScheduleEnd } from "./schedule-run.ts";
import type { StateSearch } from "./state-search.ts";

/** Books the hazards that the last run of a search through states has met; returns those of its schedule. */
export function bookStateRun(
  book: HazardBook,
  { probe, halt }: StateSearch,
  end: ScheduleEnd,
): readonly BookedHazard[] {
  if (probe !== null && probe.repeats !== null) {
    book.bookLivelock(end, probe.repeats);
    return [];
  }
  if (probe !== null || halt === null) return book.book(end);
  // Whatever may follow is looked into elsewhere; on the way here something may have gone wrong.
  return end.mishaps.size > 0 ? book.book({ ...end, remaining: "" }) : [];
}
