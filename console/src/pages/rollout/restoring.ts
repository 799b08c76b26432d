/** Writing a pending rollout as it was, as a change. */

import { KEYS } from "../../api/queries.js";
import { readRollout, restoreRollout, type StoredRollout } from "../../api/rollouts.js";
import type { Rollout } from "../../api/types.js";
import { type Change, changeOf } from "../../parts/changes.js";
import { draftOf } from "./drafts.js";

/** The change that restores `earlier`. What its steps wrote stays. */
export function restorationOf(seen: StoredRollout, earlier: StoredRollout): Change {
  const { key, document: rollout } = seen;
  const written = draftOf(earlier.document);
  const environments = [rollout.environment, written.environment];
  const words = {
    title: `Restore version ${earlier.version} of ${key}`,
    action: "Restore",
    done: `${key} is as it was in version ${earlier.version}.`,
    environments: [...new Set(environments)],
    asks: "whether" as const,
    touches: [KEYS.rollouts()],
  };
  return changeOf(words, seen, {
    edit: (document: Rollout) => ({ ...document, ...written }),
    newest: () => readRollout(key),
    send: ({ version, reason }) => restoreRollout(key, { version, reason }, earlier.version),
  });
}
