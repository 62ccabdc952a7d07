import { ACTIVATION_CASES } from "./activations.ts";
import { CALIBRATION } from "./calibration.ts";
import type { ValidationCase } from "./case.ts";
import { INTERLEAVINGS } from "./interleavings.ts";
import { LOCKS } from "./locks.ts";
import { EVENT_LOOP, GIL, MEASUREMENTS } from "./measurements.ts";
import { PARALLEL, PARALLEL_POLICIES } from "./parallel.ts";
import { QUEUEING, QUEUEING_POLICIES } from "./queueing.ts";
import { REAL_TIME } from "./real-time.ts";
import { POLICIES, SCHEDULING } from "./scheduling.ts";
import { SHARES } from "./shares.ts";

/** A chapter of the table. */
export interface Chapter {
  readonly title: string;
  readonly cases: readonly ValidationCase[];
}

export const CHAPTERS: readonly Chapter[] = [
  { title: "Scheduling on one core, exact", cases: [...SCHEDULING, ...POLICIES] },
  { title: "Several cores, exact", cases: [...PARALLEL, ...PARALLEL_POLICIES] },
  { title: "Real time and locks, exact", cases: [...REAL_TIME, ...LOCKS] },
  { title: "Queueing theory, within three standard errors", cases: [...QUEUEING, ...QUEUEING_POLICIES] },
  { title: "Shares of a core", cases: SHARES },
  { title: "Published measurements", cases: [...MEASUREMENTS, ...EVENT_LOOP, ...GIL, ...ACTIVATION_CASES] },
  { title: "Interleavings, exact", cases: INTERLEAVINGS },
  { title: "Calibration: presets give back their own costs", cases: CALIBRATION },
];

/** Every case of the suite. */
export const CASES: readonly ValidationCase[] = CHAPTERS.flatMap(({ cases }) => cases);
