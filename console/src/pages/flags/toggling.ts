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

/** The change that switches it over. */
export function toggleOf(seen: Seen): Change {
  const { flagKey: key, version, environment, isOn } = seen;
  const word = isOn ? "off" : "on";
  return {
    title: `Switch ${key} ${word} in ${environment}`,
    action: `Switch ${word}`,
    done: `${key} is ${word} in ${environment}.`,
    environments: [environment],
    touches: [KEYS.flags()],
    shows: [{ field: `${key} in ${environment}`, before: isOn ? "on" : "off", after: word }],
    send: (reason) => toggleFlag(key, { environment, enabled: !isOn, version, reason }),
    upon: async () => {
      const [before, newest] = await Promise.all([readFlagVersion(key, version), readFlag(key)]);
      const theirs = differences(before.document, newest.document);
      const isOnNow = newest.document.environments?.[environment]?.enabled ?? false;
      const ours = toggleOf({ ...seen, version: newest.version, isOn: isOnNow });
      return { version: newest.version, made: newest.change, theirs, ours };
    },
  };
}
