import { at } from "../../base/assert.ts";

/** Weight of nice 0. */
export const NICE_0_WEIGHT = 1024;
const LOWEST_NICE = -20;

/** Linux's `sched_prio_to_weight` (kernel/sched/core.c): about a tenth more or less core time for each step of nice. */
const WEIGHTS: readonly number[] = [
  88761, 71755, 56483, 46273, 36291, 29154, 23254, 18705, 14949, 11916, 9548, 7620, 6100, 4904, 3906, 3121,
  2501, 1991, 1586, 1277, 1024, 820, 655, 526, 423, 335, 272, 215, 172, 137, 110, 87, 70, 56, 45, 36, 29, 23,
  18, 15,
];

/** Weight of a nice value, −20 … 19. */
export function weightOfNice(nice: number): number {
  return at(WEIGHTS, nice - LOWEST_NICE);
}
