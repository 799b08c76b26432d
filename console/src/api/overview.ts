/** What is on in an environment. */

import { useQuery } from "@tanstack/react-query";
import { answered, api } from "./client.js";
import { KEYS } from "./queries.js";
import type { Overview } from "./types.js";

/** Whoever looks on sees rollouts move, and alarms go on and off. */
const AGAIN_MS = 15_000;

/** What runs in an environment now; asked for again while it is looked at. */
export function useOverview(environment: string) {
  return useQuery({
    queryKey: KEYS.overview(environment),
    queryFn: (): Promise<Overview> =>
      answered(api.GET("/api/v1/admin/overview", { params: { query: { environment } } })),
    refetchInterval: AGAIN_MS,
  });
}
