/** What can be done to a flag, as changes that show what differs. */

import { readFlag, readFlagVersion } from "../../api/flags.js";
import * as calls from "../../api/flagChanges.js";
import { asProblem, type Problem } from "../../api/problem.js";
import { KEYS } from "../../api/queries.js";
import type { Flag, ScheduledChange, Stored } from "../../api/types.js";
import { type Change, changeOf, type Editing } from "../../parts/changes.js";
import { merged } from "../../parts/merging.js";
import { withSettings } from "./editing.js";
import { scheduledInWords } from "./scheduling.js";
import { flagDifferences, touchedEnvironments } from "./telling.js";

const TOUCHED = [KEYS.flags()];

/** The draft in the place of the version that was edited; a refusal is also told to `refused`. */
export function saveOf(
  base: Stored<Flag>,
  draft: Flag,
  refused: (problem: Problem) => void,
): Change {
  const editing: Editing<Flag> = {
    edit: (document) => merged(base.document, draft, document),
    newest: () => readFlag(base.key),
    tell: flagDifferences,
    send: async ({ document, version, reason }) => {
      try {
        return await calls.writeFlag(document, { version, reason });
      } catch (fault) {
        refused(asProblem(fault));
        throw fault;
      }
    },
  };
  const words = {
    title: `Change ${base.key}`,
    action: "Save",
    done: `${base.key} is saved.`,
    environments: touchedEnvironments(base.document, draft),
    asks: "whether" as const,
    touches: TOUCHED,
  };
  return changeOf(words, base, editing);
}

/** The flag as it was in an earlier version. What alarms did since stays remembered. */
export function restoreOf(stored: Stored<Flag>, earlier: Stored<Flag>): Change {
  const { seen_alarms: _, ...document } = earlier.document;
  const becomes = (now: Flag) => ({ ...document, seen_alarms: now.seen_alarms ?? [] });
  const words = {
    title: `Restore version ${earlier.version} of ${stored.key}`,
    action: "Restore",
    done: `${stored.key} is as it was in version ${earlier.version}.`,
    environments: touchedEnvironments(stored.document, becomes(stored.document)),
    asks: "whether" as const,
    touches: TOUCHED,
  };
  return changeOf(words, stored, {
    edit: becomes,
    newest: () => readFlag(stored.key),
    tell: flagDifferences,
    send: (written) => calls.restoreFlag(stored.key, earlier.version, written),
  });
}

/** The flag archived, or active again. */
export function archiveOf(stored: Stored<Flag>, isArchived: boolean): Change {
  const [action, after] = isArchived ? ["Archive", "archived"] : ["Unarchive", "active"];
  const warning =
    "An archived flag answers its off variant, or the default in your code, everywhere. " +
    "It can be brought back.";
  const words = {
    title: `${action} ${stored.key}`,
    action,
    done: `${stored.key} is ${after}.`,
    environments: Object.keys(stored.document.environments ?? {}),
    asks: "whether" as const,
    touches: TOUCHED,
    ...(isArchived && { warning }),
  };
  return changeOf(words, stored, {
    edit: (flag): Flag => ({ ...flag, lifecycle: isArchived ? "archived" : "active" }),
    newest: () => readFlag(stored.key),
    tell: flagDifferences,
    send: (written) => calls.archiveFlag(stored.key, isArchived, written),
  });
}

/** What one environment shows of the flag, also in others. */
export function cloneOf(stored: Stored<Flag>, from: string, to: readonly string[]): Change {
  const words = {
    title: `Copy ${from} of ${stored.key} to ${to.join(" and ")}`,
    action: "Copy",
    done: `${stored.key} answers in ${to.join(" and ")} as in ${from}.`,
    environments: to,
    asks: "whether" as const,
    touches: TOUCHED,
  };
  return changeOf(words, stored, {
    edit: (flag) => {
      const source = flag.environments?.[from] ?? null;
      return to.reduce((made, environment) => withSettings(made, environment, source), flag);
    },
    newest: () => readFlag(stored.key),
    tell: flagDifferences,
    send: (written) => calls.cloneFlag(stored.key, { from, to: [...to] }, written),
  });
}

/** The flag off in an environment, at once and whatever decides it there. */
export function stopOf(stored: Stored<Flag>, environment: string): Change {
  const isOn = stored.document.environments?.[environment]?.enabled ?? false;
  return {
    title: `Emergency stop of ${stored.key} in ${environment}`,
    action: "Stop it",
    done: `${stored.key} is stopped in ${environment}.`,
    environments: [environment],
    asks: "why",
    warning:
      `${stored.key} is switched off in ${environment} at once. Its rollout there is taken back, ` +
      "experiments that decide it are stopped, and nothing that was scheduled for it happens.",
    touches: [...TOUCHED, KEYS.rollouts(), KEYS.experiments()],
    shows: isOn ? [{ field: `${environment}: enabled`, before: "on", after: "off" }] : [],
    send: (reason) => calls.stopFlag(stored.key, environment, reason),
  };
}

/** One more change at a time to come. */
export function scheduleOf(
  stored: Stored<Flag>,
  environment: string,
  change: ScheduledChange,
  refused: (problem: Problem) => void,
): Change {
  return {
    ...timed(environment),
    title: `Schedule a change of ${stored.key} in ${environment}`,
    action: "Schedule",
    done: `The change of ${stored.key} is scheduled.`,
    shows: [{ field: environment, before: undefined, after: scheduledInWords(change) }],
    send: async (reason) => {
      const changing = { version: stored.version, reason };
      try {
        return await calls.scheduleFlag(stored.key, { environment, change }, changing);
      } catch (fault) {
        refused(asProblem(fault));
        throw fault;
      }
    },
    upon: () => uponNewest(stored, (newest) => scheduleOf(newest, environment, change, refused)),
  };
}

/** A change that was to come, and does not. */
export function cancelOf(
  stored: Stored<Flag>,
  environment: string,
  change: ScheduledChange,
): Change {
  return {
    ...timed(environment),
    title: `Cancel a scheduled change of ${stored.key} in ${environment}`,
    action: "Do not make it",
    done: "The scheduled change is cancelled.",
    shows: [{ field: environment, before: scheduledInWords(change), after: undefined }],
    send: (reason) => {
      const changing = { version: stored.version, reason };
      return calls.cancelScheduled(stored.key, { environment, at: change.at }, changing);
    },
    upon: () => uponNewest(stored, (newest) => cancelOf(newest, environment, change)),
  };
}

function timed(environment: string) {
  return { environments: [environment], asks: "why" as const, touches: TOUCHED };
}

async function uponNewest(stored: Stored<Flag>, again: (newest: Stored<Flag>) => Change) {
  const [old, newest] = await Promise.all([
    readFlagVersion(stored.key, stored.version),
    readFlag(stored.key),
  ]);
  const theirs = flagDifferences(old.document, newest.document);
  return { version: newest.version, made: newest.change, theirs, ours: again(newest) };
}
