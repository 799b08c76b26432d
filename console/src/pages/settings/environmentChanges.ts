/** What can be done to environments, as changes. */

import {
  archiveEnvironment,
  cloneFlags,
  createEnvironment,
  readEnvironment,
  updateEnvironment,
} from "../../api/environments.js";
import { KEYS } from "../../api/queries.js";
import type { Environment, Stored } from "../../api/types.js";
import { type Change, changeOf } from "../../parts/changes.js";
import { saidBy } from "../../parts/differences.js";

const TOUCHES = [KEYS.environments()];

/** A new environment. */
export function creationOf(document: Environment): Change {
  return {
    title: `Make the environment ${document.key}`,
    action: "Make it",
    done: `There is an environment ${document.key}.`,
    environments: [],
    asks: document.is_production ? "why" : "whether",
    touches: TOUCHES,
    shows: saidBy(document),
    send: (reason) => createEnvironment(document, reason),
  };
}

/** Another name, description, holdout or mark. */
export function editOf(seen: Stored<Environment>, written: Partial<Environment>): Change {
  const { key } = seen;
  const words = {
    title: `Change the environment ${key}`,
    action: "Change it",
    done: `The environment ${key} is changed.`,
    environments: [key],
    asks: "whether" as const,
    touches: TOUCHES,
  };
  return changeOf(words, seen, {
    edit: (document) => ({ ...document, ...written }),
    newest: () => readEnvironment(key),
    send: ({ document, version, reason }) => updateEnvironment(document, version, reason),
  });
}

/** No longer served, or served again. */
export function lifecycleOf(seen: Stored<Environment>): Change {
  const { key } = seen;
  const isArchived = seen.document.lifecycle === "archived";
  const lifecycle = isArchived ? ("active" as const) : ("archived" as const);
  const words = {
    title: isArchived ? `Bring ${key} back` : `Archive ${key}`,
    action: isArchived ? "Bring it back" : "Archive it",
    done: isArchived ? `${key} is served again.` : `${key} is archived.`,
    environments: [key],
    asks: "whether" as const,
    warning: isArchived
      ? ""
      : "Nothing is served there any more. It has to have no valid keys left: revoke them first.",
    touches: TOUCHES,
  };
  return changeOf(words, seen, {
    edit: (document) => ({ ...document, lifecycle }),
    newest: () => readEnvironment(key),
    send: ({ document, version, reason }) =>
      isArchived
        ? updateEnvironment(document, version, reason)
        : archiveEnvironment(key, version, reason),
  });
}

/** What every flag shows, taken over from another environment. */
export function cloningOf(key: string, from: string): Change {
  return {
    title: `Copy all flags from ${from} to ${key}`,
    action: "Copy them",
    done: `Every flag shows in ${key} what it shows in ${from}.`,
    environments: [key],
    asks: "whether",
    warning:
      `What flags show in ${key} now is replaced: switches, rules, shares and schedules. ` +
      "Rollouts and experiments are not copied. With many flags this takes a while.",
    touches: [KEYS.flags()],
    shows: [{ field: `all flags in ${key}`, before: "as they are", after: `as in ${from}` }],
    send: (reason) => cloneFlags(key, from, reason),
  };
}
