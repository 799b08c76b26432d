/** Writing a rollout, as changes. What the API finds wrong is told to the form. */

import { KEYS } from "../../api/queries.js";
import {
  createRollout,
  readRollout,
  type StoredRollout,
  writeRollout,
} from "../../api/rollouts.js";
import type { FieldProblem, Json, Rollout } from "../../api/types.js";
import { type Change, changeOf, telling } from "../../parts/changes.js";
import { differences } from "../../parts/differences.js";
import { readable } from "../rollout/readable.js";
import { documentOf, readableOf, type Written, writtenOf } from "./written.js";

type Tell = (problems: readonly FieldProblem[]) => void;

/** The change that makes a new rollout. */
export function creationOf(written: Written, tell: Tell): Change {
  const document = documentOf(written);
  const change = {
    title: `Create the rollout ${written.key}`,
    action: "Create",
    done: `${written.key} is written down. Start it when you are ready.`,
    environments: [written.environment],
    touches: [KEYS.rollouts()],
    shows: differences({}, readable(readableOf(written))),
    send: (reason: string) => createRollout(document, reason),
  };
  return telling(change, tell);
}

/** The change that saves what was written of a pending one: only the fields that were changed, so
 * that somebody else's stay. */
export function editOf(seen: StoredRollout, written: Written, tell: Tell): Change {
  const changed = changedFields(documentOf(writtenOf(seen.document)), documentOf(written));
  const { environment } = seen.document;
  const words = {
    title: `Change the rollout ${seen.key}`,
    action: "Save",
    done: `${seen.key} is saved.`,
    environments: [...new Set([environment, written.environment])],
    touches: [KEYS.rollouts()],
  };
  const change = changeOf(words, seen, {
    edit: (document: Rollout) => ({ ...document, ...changed }),
    newest: () => readRollout(seen.key),
    send: ({ document, version, reason }) => writeRollout(document, { version, reason }),
  });
  return telling(change, tell);
}

function changedFields(before: object, after: object): Partial<Rollout> {
  const was = new Map<string, Json>(Object.entries(before));
  const changed = Object.entries(after).filter(
    ([field, value]) => differences({ [field]: was.get(field) }, { [field]: value }).length > 0,
  );
  return Object.fromEntries(changed) as Partial<Rollout>;
}
