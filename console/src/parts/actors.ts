/** Who did something, in words. */

import type { ChangeMade } from "../api/types.js";

/** Whoever a part of a document names as the one who did it. */
interface Signed {
  by: string;
  by_name?: string;
}

/** The name of whoever made a change, as it was then; their id, or what of Burgee did it, where
 * there is none. */
export function whoMade(change: Pick<ChangeMade, "actor" | "actor_name">): string {
  return whoSigned({ by: change.actor, by_name: change.actor_name });
}

/** What of Burgee acts by itself, as a sentence goes on. */
const OWN: Record<string, string> = {
  schedule: "by the clock",
  alarms: "by an alarm",
  stack: "by the stack",
};

/** `by Ann`, `by the clock`. */
export function byWhom(change: Pick<ChangeMade, "actor" | "actor_name">): string {
  return OWN[change.actor] ?? `by ${whoMade(change)}`;
}

/** The name of whoever did it; their id where there is none. */
export function whoSigned({ by, by_name: name }: Signed): string {
  return name || by || "Burgee";
}
