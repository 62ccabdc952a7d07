import type { ExploreState } from "./state.ts";
import type { World } from "./world.ts";

/** All that a frame is drawn from. */
export interface Scene {
  readonly world: World;
  readonly state: ExploreState;
  /** The runs before the last change, to compare with; null before any. */
  readonly before: World | null;
  readonly ascii: boolean;
}
