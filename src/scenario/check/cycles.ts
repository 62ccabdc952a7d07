import type { CheckContext } from "./context.ts";

/** No group waits, through `after`, for itself. Each cycle is named once. */
export function checkCycles(context: CheckContext): void {
  const { workload } = context.draft;
  const indices = new Map(workload.map(({ name }, i) => [name, i]));
  const waitsFor = workload.map((entry) => {
    const after = entry.kind === "thread" ? entry.after : [];
    return after.map(({ group }) => indices.get(group) ?? -1);
  });
  const done = new Set<number>();
  for (const start of workload.keys()) {
    // Depth first with a stack of its own: a chain may be as long as the list of groups.
    const chain: { index: number; next: number }[] = [{ index: start, next: 0 }];
    const onChain = new Set<number>([start]);
    for (let top = chain.at(-1); top !== undefined; top = chain.at(-1)) {
      const edge = top.next++;
      const target = waitsFor[top.index]?.[edge];
      if (done.has(top.index) || target === undefined) {
        done.add(top.index);
        onChain.delete(top.index);
        chain.pop();
      } else if (onChain.has(target)) {
        const from = chain.findIndex(({ index }) => index === target);
        const cycle = [...chain.slice(from).map(({ index }) => index), target];
        const names = cycle.map((index) => `\`${workload[index]?.name ?? ""}\``);
        context.report(
          ["workload", top.index, "after", edge],
          `\`after\` goes in a circle: ${names.join(" after ")}`,
        );
      } else if (target >= 0) {
        chain.push({ index: target, next: 0 });
        onChain.add(target);
      }
    }
  }
}
