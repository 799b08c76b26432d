/** What the people on call look at: alarms, guarded functions, hotfixes, and who may approve. */

import { useQuery } from "@tanstack/react-query";
import { answered, api } from "./client.js";
import { usePages } from "./pages.js";
import { KEYS } from "./queries.js";

const FUNCTIONS = "/api/v1/admin/functions";
const HOTFIXES = "/api/v1/admin/hotfixes";
const ROWS_AT_ONCE = 50;

/** Lambda functions whose alias alarms may move back, by name, a page at a time. */
export function useGuardedFunctions() {
  return usePages(KEYS.guardedFunctions(), (cursor) => {
    const query = { limit: ROWS_AT_ONCE, ...(cursor && { cursor }) };
    return answered(api.GET(FUNCTIONS, { params: { query } }));
  });
}

/** One of them, with the moves of its alias. */
export function useGuardedFunction(key: string) {
  return useQuery({
    queryKey: KEYS.guardedFunction(key),
    queryFn: () => answered(api.GET(`${FUNCTIONS}/{key}`, { params: { path: { key } } })),
  });
}

/** Hotfixes by key, with their deadlines, a page at a time. */
export function useHotfixes() {
  return usePages(KEYS.hotfixes(), (cursor) => {
    const query = { limit: ROWS_AT_ONCE, ...(cursor && { cursor }) };
    return answered(api.GET(HOTFIXES, { params: { query } }));
  });
}

/** One of them, with its approvals and deployments. */
export function useHotfix(key: string) {
  return useQuery({
    queryKey: KEYS.hotfix(key),
    queryFn: () => answered(api.GET(`${HOTFIXES}/{key}`, { params: { path: { key } } })),
  });
}

/** What the owners decided for the whole deployment. */
export function useDeploymentSettings() {
  return useQuery({
    queryKey: KEYS.deploymentSettings(),
    queryFn: () => answered(api.GET("/api/v1/admin/settings")),
  });
}

/** Alarms that something in an environment names, and how they stand; they come on one page. */
export function useAlarms(environment: string) {
  return usePages(KEYS.alarms(environment), async () => {
    const params = { query: { environment } };
    const { items } = await answered(api.GET("/api/v1/admin/alarms", { params }));
    return { items, cursor: null };
  });
}
