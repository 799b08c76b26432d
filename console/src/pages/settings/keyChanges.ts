/** What can be done to keys, as changes. */

import { createKey, revokeKey } from "../../api/keys.js";
import { KEYS } from "../../api/queries.js";
import type { KeyDraft, KeyRow } from "../../api/types.js";
import type { Change } from "../../parts/changes.js";
import { differences } from "../../parts/differences.js";
import { reachOf } from "./roles.js";

/** A new key; `take` is given its token, which no other answer holds. */
export function keyCreationOf(
  draft: KeyDraft,
  everywhere: readonly string[],
  take: (token: string) => void,
): Change {
  return {
    title: `Make the key ${draft.name}`,
    action: "Make it",
    done: `There is a key ${draft.name}.`,
    environments: reached(draft, everywhere),
    asks: "whether",
    touches: [KEYS.keys()],
    shows: differences({}, said(draft)),
    send: async (reason) => take((await createKey(draft, reason)).token),
  };
}

/** Nobody gets in with it any more. */
export function revocationOf(
  { key, version, summary }: KeyRow,
  everywhere: readonly string[],
  isOwn: boolean,
): Change {
  const called = summary.name || key;
  return {
    title: `Revoke the key ${called}`,
    action: "Revoke it",
    done: `The key ${called} is revoked.`,
    environments: reached(summary, everywhere),
    asks: "whether",
    warning:
      (isOwn ? "It is the key that you are signed in with. " : "") +
      "Whatever uses it is refused within seconds. It cannot be undone: make a new key.",
    touches: [KEYS.keys()],
    shows: [{ field: reachOf(summary), before: "is let in", after: "is refused" }],
    send: (reason) => revokeKey(key, version, reason),
  };
}

function said({ name, ...draft }: KeyDraft) {
  return { name, kind: draft.kind, reaches: reachOf(draft) };
}

type Reaching = Pick<KeyDraft, "kind" | "environment" | "environments">;

function reached(key: Reaching, everywhere: readonly string[]): readonly string[] {
  if (key.kind !== "admin") return key.environment ? [key.environment] : [];
  return key.environments ?? everywhere;
}
