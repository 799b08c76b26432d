/** What can be done to webhooks, as changes. */

import { KEYS } from "../../api/queries.js";
import type { StoredWebhook, WebhookDraft, WebhookRow } from "../../api/types.js";
import {
  archiveWebhook,
  createWebhook,
  readWebhook,
  rotateSecret,
  updateWebhook,
} from "../../api/webhooks.js";
import { type Change, changeOf } from "../../parts/changes.js";
import { saidBy } from "../../parts/differences.js";

const TOUCHES = [KEYS.webhooks()];

/** A new webhook; `take` is given its secret, which no other answer holds. */
export function webhookCreationOf(draft: WebhookDraft, take: (secret: string) => void): Change {
  return {
    title: `Make the webhook ${draft.key}`,
    action: "Make it",
    done: `There is a webhook ${draft.key}.`,
    environments: [],
    asks: "whether",
    touches: TOUCHES,
    shows: saidBy(draft),
    send: async (reason) => take((await createWebhook(draft, reason)).secret),
  };
}

/** Another address, or other things that it hears. */
export function webhookEditOf(seen: StoredWebhook, draft: WebhookDraft): Change {
  const words = {
    title: `Change the webhook ${seen.key}`,
    action: "Change it",
    done: `The webhook ${seen.key} is changed.`,
    environments: [],
    asks: "whether" as const,
    touches: TOUCHES,
  };
  return changeOf<WebhookDraft>(
    words,
    { ...seen, document: draftOf(seen) },
    {
      edit: (document) => ({ ...document, ...draft }),
      newest: async () => {
        const newest = await readWebhook(seen.key);
        return { ...newest, document: draftOf(newest) };
      },
      send: ({ document, version, reason }) => updateWebhook(document, { version, reason }),
    },
  );
}

/** A new secret; `take` is given it. */
export function rotationOf(row: WebhookRow, take: (secret: string) => void): Change {
  return {
    title: `Give ${row.key} a new secret`,
    action: "Make a new secret",
    done: `${row.key} has a new secret.`,
    environments: [],
    asks: "whether",
    warning: "For a day the old secret signs too: until then give the receiver the new one.",
    touches: TOUCHES,
    shows: [{ field: "secret", before: "the old one", after: "a new one" }],
    send: async (reason) => {
      const made = await rotateSecret(row.key, { version: row.version, reason });
      take(made.secret);
    },
  };
}

export function archivingOf(row: WebhookRow): Change {
  return {
    title: `Archive the webhook ${row.key}`,
    action: "Archive it",
    done: `The webhook ${row.key} is archived.`,
    environments: [],
    asks: "whether",
    warning: "It hears nothing any more, for good.",
    touches: TOUCHES,
    shows: [{ field: row.key, before: "hears changes", after: "is archived" }],
    send: (reason) => archiveWebhook(row.key, { version: row.version, reason }),
  };
}

/** A webhook as its author writes it. */
export function draftOf({ document }: StoredWebhook): WebhookDraft {
  const { former_until: _, is_archived: __, ...draft } = document;
  return draft;
}
