const MS_PER_S = 1_000;
const NS_PER_MS = 1_000_000;

/** Real time from some point on, ms. (Node's `performance` is loaded when it is first used, for a millisecond.) */
export function nowMs(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * MS_PER_S + nanoseconds / NS_PER_MS;
}

/** Lets signals and whatever else waits have their turn. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
