import type { ValidationCase } from "./case.ts";
import { QUEUEING } from "./queueing.ts";
import { SCHEDULING } from "./scheduling.ts";

/** A chapter of the table. */
export interface Chapter {
  readonly title: string;
  readonly cases: readonly ValidationCase[];
}

export const CHAPTERS: readonly Chapter[] = [
  { title: "Scheduling on one core, exact", cases: SCHEDULING },
  { title: "Queueing theory, within three standard errors", cases: QUEUEING },
];

/** Every case of the suite. */
export const CASES: readonly ValidationCase[] = CHAPTERS.flatMap(({ cases }) => cases);
