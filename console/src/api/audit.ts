/** The audit log: which changes were made, and what each changed. */

import { useQuery } from "@tanstack/react-query";
import { answered, api } from "./client.js";
import { usePages } from "./pages.js";
import { KEYS } from "./queries.js";
import type { AuditFilter, Kind } from "./types.js";

const LIST = "/api/v1/admin/audit";
const ROWS_AT_ONCE = 25;

/** Which version of which document. */
export interface ChangeAddress {
  kind: Kind;
  key: string;
  version: number;
}

/** Changes of every kind, newest first, a page at a time. */
export function useAudit(filter: AuditFilter) {
  return usePages(KEYS.auditList(filter), (cursor) => {
    const query = { ...filter, limit: ROWS_AT_ONCE, ...(cursor && { cursor }) };
    return answered(api.GET(LIST, { params: { query } }));
  });
}

/** What one change changed. */
export function useDocumentDifference({ kind, key, version }: ChangeAddress) {
  return useQuery({
    queryKey: KEYS.difference(kind, key, version),
    queryFn: () => {
      const path = { kind, key, version: String(version) };
      return answered(api.GET(`${LIST}/{kind}/{key}/{version}`, { params: { path } }));
    },
    staleTime: Infinity, // a version never changes
  });
}
