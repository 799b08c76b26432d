/** Webhooks: addresses that hear what was changed. */

import { answered, api, ifMatch } from "./client.js";
import { usePages } from "./pages.js";
import { KEYS } from "./queries.js";
import type { WebhookDraft } from "./types.js";

const LIST = "/api/v1/admin/webhooks";
const ONE = `${LIST}/{key}` as const;
const ROWS_AT_ONCE = 50;

/** With which version something is done, and why. */
interface Upon {
  version: number;
  reason: string;
}

/** Webhooks by key, those that are off or archived too, a page at a time. */
export function useWebhooks() {
  return usePages(KEYS.webhooks(), (cursor) => {
    const query = { limit: ROWS_AT_ONCE, ...(cursor && { cursor }) };
    return answered(api.GET(LIST, { params: { query } }));
  });
}

/** A webhook with its address, without its secret. */
export function readWebhook(key: string) {
  return answered(api.GET(ONE, { params: { path: { key } } }));
}

/** A new webhook; its secret is in this answer and in no other. */
export function createWebhook(document: WebhookDraft, reason: string) {
  return answered(api.POST(LIST, { body: { document, reason } }));
}

export function updateWebhook(document: WebhookDraft, { version, reason }: Upon) {
  const params = { path: { key: document.key }, header: ifMatch(version) };
  return answered(api.PUT(ONE, { params, body: { document, reason } }));
}

/** A new secret, in this answer alone; for a day the old one signs too. */
export function rotateSecret(key: string, { version, reason }: Upon) {
  const params = { path: { key }, header: ifMatch(version) };
  return answered(api.POST(`${ONE}/rotate`, { params, body: { reason } }));
}

/** Send it a message now, also if it is off: what became of that. */
export function testWebhook(key: string) {
  return answered(api.POST(`${ONE}/test`, { params: { path: { key } } }));
}

/** Put it away, for good. */
export function archiveWebhook(key: string, { version, reason }: Upon) {
  const params = { path: { key }, header: ifMatch(version) };
  return answered(api.POST(`${ONE}/archive`, { params, body: { reason } }));
}
