import { cheaperCreation, cheaperSwitches, moreCores, moreServers, noQuotas } from "./machine-variants.ts";
import { moreKernelThreads, nextModel, withoutGil } from "./model-variants.ts";
import type { Base, Variant, VariantMaker } from "./variant.ts";
import { fasterIo, lessComputing, shorterSections } from "./work-variants.ts";
import { morePermits, moreWorkers, roomierQueue } from "./workload-variants.ts";

/**
 * Every kind of variant. The order settles ties: what a run was short of comes before what only helps along
 * (where kernel threads come with cores, one more core brings what one more kernel thread would).
 */
const MAKERS: readonly VariantMaker[] = [
  moreKernelThreads,
  moreWorkers,
  withoutGil,
  noQuotas,
  shorterSections,
  morePermits,
  roomierQueue,
  moreServers,
  moreCores,
  fasterIo,
  lessComputing,
  cheaperSwitches,
  cheaperCreation,
  nextModel,
];

/** What could have been different about a run. */
export function variantsOf(base: Base): readonly Variant[] {
  return MAKERS.flatMap((make) => make(base));
}
