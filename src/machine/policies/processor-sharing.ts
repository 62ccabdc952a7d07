/**
 * Processor sharing (Kleinrock, Queueing Systems II, 4.4; egalitarian, c servers): all that are ready run at
 * once, each at the speed of a core where there are enough of them, else at cores ÷ ready. The limit of
 * round-robin as the quantum goes to 0, and no policy of a queue: {@link SharingMachine} does it.
 */
export const processorSharing = {
  name: "processor-sharing",
  doc: "all that are ready run at once, slower the more they are; exact, at no cost of switching",
  options: {},
} as const;
