/** Keeping units on the old variant, as a change. */

import { KEYS } from "../../api/queries.js";
import { excludeUnits, readRollout, type StoredRollout } from "../../api/rollouts.js";
import type { Rollout } from "../../api/types.js";
import { type Change, changeOf } from "../../parts/changes.js";

/** The change that excludes units; with `lift`, that lets them in again. */
export function exclusionOf(seen: StoredRollout, units: string[], lift: boolean): Change {
  const { key, document: rollout } = seen;
  const named = units.join(", ");
  const edit = (before: Rollout): Rollout => {
    const others = (before.excluded ?? []).filter((unit) => !units.includes(unit));
    return { ...before, excluded: lift ? others : [...others, ...units] };
  };
  const words = {
    title: lift ? `Let ${named} into ${key} again` : `Exclude ${named} from ${key}`,
    action: lift ? "Let in" : "Exclude",
    done: lift ? `${named} is treated as all others again.` : `${named} keeps the old variant.`,
    environments: [rollout.environment],
    asks: "why" as const,
    touches: [KEYS.rollouts()],
  };
  return changeOf(words, seen, {
    edit,
    newest: () => readRollout(key),
    send: ({ version, reason }) => excludeUnits(key, { units, lift, version, reason }),
  });
}
