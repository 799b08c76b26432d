/** Keys of the API: who may call it. */

import { answered, api, ifMatch } from "./client.js";
import { usePages } from "./pages.js";
import { KEYS } from "./queries.js";
import type { KeyDraft } from "./types.js";

const LIST = "/api/v1/admin/keys";
const ROWS_AT_ONCE = 50;

/** Keys by id, revoked ones too, a page at a time. */
export function useKeys() {
  return usePages(KEYS.keys(), (cursor) => {
    const query = { limit: ROWS_AT_ONCE, ...(cursor && { cursor }) };
    return answered(api.GET(LIST, { params: { query } }));
  });
}

/** A new key; its token is in this answer and nowhere else. */
export function createKey(document: KeyDraft, reason: string) {
  return answered(api.POST(LIST, { body: { document, reason } }));
}

/** Let a key in no more, for good. */
export function revokeKey(key: string, version: number, reason: string) {
  const params = { path: { key }, header: ifMatch(version) };
  return answered(api.POST(`${LIST}/{key}/revoke`, { params, body: { reason } }));
}
