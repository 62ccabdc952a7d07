const US_PER_MS = 1_000;

/** Processor time that some work takes, collection of its garbage included, ms: nearly the same on a busy machine. */
export function processorMs(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / US_PER_MS;
}
