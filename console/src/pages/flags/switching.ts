/** Switching a flag on or off in one environment, as a change. */

import { readFlag, readFlagVersion, toggleFlag } from "../../api/flags.js";
import { KEYS } from "../../api/queries.js";
import { differences } from "../../parts/differences.js";
import type { Change } from "../../parts/changes.js";

/** What is seen of a flag before it is switched. */
export interface Seen {
  flagKey: string;
  version: number;
  environment: string;
  isOn: boolean;
}

/** The change that switches it to `wanted`. */
export function switchOf(seen: Seen, wanted: boolean): Change {
  const { flagKey: key, version, environment, isOn } = seen;
  const [word, before] = wanted ? ["on", "off"] : ["off", "on"];
  const field = `${key} in ${environment}`;
  return {
    title: `Switch ${key} ${word} in ${environment}`,
    action: `Switch ${word}`,
    done: `${key} is ${word} in ${environment}.`,
    environments: [environment],
    touches: [KEYS.flags()],
    shows: isOn === wanted ? [] : [{ field, before, after: word }],
    send: (reason) => toggleFlag(key, { environment, enabled: wanted, version, reason }),
    upon: async () => {
      const [old, newest] = await Promise.all([readFlagVersion(key, version), readFlag(key)]);
      const theirs = differences(old.document, newest.document);
      const isOnNow = newest.document.environments?.[environment]?.enabled ?? false;
      const ours = switchOf({ ...seen, version: newest.version, isOn: isOnNow }, wanted);
      return { version: newest.version, made: newest.change, theirs, ours };
    },
  };
}
