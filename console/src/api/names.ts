/** The words that are in use already, to be offered where one is written. */

import { useQuery } from "@tanstack/react-query";
import { answered, api } from "./client.js";
import { KEYS } from "./queries.js";
import type { Names } from "./types.js";

const FRESH_MS = 60_000;
const NONE: Names = { tags: [], owners: [], teams: [], attributes: [], event_names: [] };

/** Tags, owners, teams, attributes and names of events; none until they are known. */
export function useNames(): Names {
  const query = useQuery({
    queryKey: KEYS.names(),
    queryFn: () => answered(api.GET("/api/v1/admin/names")),
    staleTime: FRESH_MS,
  });
  return query.data ?? NONE;
}
