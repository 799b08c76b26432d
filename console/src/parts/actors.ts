/** Who made a change, in words. */

import type { ChangeMade } from "../api/types.js";

/** The name of whose key it was; the key's id, or what of Burgee did it, where there is none. */
export function whoMade({ actor, actor_name: name }: ChangeMade): string {
  return name || actor || "Burgee";
}
