/** Alarms by which something is taken back. */

import { useQuery } from "@tanstack/react-query";
import { answered, api } from "./client.js";
import { KEYS } from "./queries.js";

/** Every alarm that anything in an environment names, and how it stands. */
export function useAlarms(environment: string) {
  return useQuery({
    queryKey: KEYS.alarms(environment),
    queryFn: async () => {
      const params = { query: { environment } };
      return (await answered(api.GET("/api/v1/admin/alarms", { params }))).items;
    },
  });
}
