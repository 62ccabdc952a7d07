import { KeptCores } from "./kept-cores.ts";
import { Livelock } from "./livelock.ts";
import { PriorityInversion } from "./priority-inversion.ts";
import { Starvation } from "./starvation.ts";
import type { Watcher, WatcherParts } from "./watcher.ts";

/** Every watcher, by what makes it where a run can have its trouble, and else null. */
const WATCHES: readonly ((parts: WatcherParts) => Watcher | null)[] = [
  PriorityInversion.watch,
  Starvation.watch,
  Livelock.watch,
  KeptCores.watch,
];

/** Those that a run needs, which are none mostly. */
export function watchersFor(parts: WatcherParts): readonly Watcher[] {
  return WATCHES.flatMap((watch) => watch(parts) ?? []);
}
