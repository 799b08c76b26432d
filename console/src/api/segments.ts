/** Segments: those that there are. */

import { useQuery } from "@tanstack/react-query";
import { answered, api } from "./client.js";
import { KEYS } from "./queries.js";

const LIST = "/api/v1/admin/segments";
/** As many as the API answers at once; whoever has more writes the key of the others. */
const MOST = 200;

async function bringKeys(): Promise<string[]> {
  const page = await answered(api.GET(LIST, { params: { query: { limit: MOST } } }));
  return page.items.map((row) => row.key);
}

/** Keys of segments, to choose from. */
export function useSegmentKeys(): string[] {
  return useQuery({ queryKey: KEYS.segmentKeys(), queryFn: bringKeys }).data ?? [];
}
