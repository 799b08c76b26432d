/** Back to an earlier design, as a change. */

import { restoreExperiment } from "../../api/experiments.js";
import { KEYS } from "../../api/queries.js";
import type { Experiment, Stored } from "../../api/types.js";
import type { Change } from "../../parts/changes.js";
import { differences } from "../../parts/differences.js";
import { uponNewest } from "./steps.js";

type Seen = Stored<Experiment>;

/** What a restoration leaves as it is: transitions alone write it. */
const OWN_FIELDS = ["status", "runs", "sign_offs", "failure", "halted", "seen_alarms"] as const;

/** The change that gives a draft the design of an earlier version. */
export function restorationOf(seen: Seen, earlier: Seen): Change {
  const { key, version, document } = seen;
  const kept = Object.fromEntries(OWN_FIELDS.map((name) => [name, document[name]]));
  return {
    title: `Give ${key} the design of version ${earlier.version}`,
    action: "Restore",
    done: `${key} has the design of version ${earlier.version} again.`,
    environments: [document.environment],
    asks: "whether",
    touches: [KEYS.experiments()],
    shows: differences(document, { ...earlier.document, ...kept }),
    send: (reason) => restoreExperiment(key, earlier.version, { version, reason }),
    upon: () => uponNewest(seen, (newest) => restorationOf(newest, earlier)),
  };
}
