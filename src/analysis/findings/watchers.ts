import { Livelock } from "./livelock.ts";
import { PriorityInversion } from "./priority-inversion.ts";
import { Starvation } from "./starvation.ts";
import type { Watcher, WatcherParts } from "./watcher.ts";

/** Every watcher, by what makes it where a run can have its trouble, and else null. */
const WATCHES: readonly ((parts: WatcherParts) => Watcher | null)[] = [
  PriorityInversion.watch,
  Starvation.watch,
  Livelock.watch,
];

/** Those that a run needs; null where it needs none, as the hot path asks for that. */
export function watchersFor(parts: WatcherParts): readonly Watcher[] | null {
  const watchers = WATCHES.flatMap((watch) => watch(parts) ?? []);
  return watchers.length === 0 ? null : watchers;
}
