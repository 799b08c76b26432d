/** Flags: lists, documents, their history, and what can be done to them. */

import { useQuery } from "@tanstack/react-query";
import { answered, api, ifMatch } from "./client.js";
import { readExactly } from "./exactNumbers.js";
import { usePages } from "./pages.js";
import { KEYS } from "./queries.js";
import type { EnvironmentUsage, Flag, FlagFilter, Stored, Usage } from "./types.js";

export type { FlagRow } from "./types.js";

const LIST = "/api/v1/admin/flags";
const ONE = `${LIST}/{key}` as const;
const ROWS_AT_ONCE = 25;
const USAGE_FRESH_MS = 60_000;
/** Days of usage that are asked for where nobody chose. */
const USUAL_DAYS = 7;

/** Flags by key, a page at a time. */
export function useFlags(filter: FlagFilter) {
  return usePages(KEYS.flagList(filter), (cursor) => {
    const query = { ...filter, limit: ROWS_AT_ONCE, ...(cursor && { cursor }) };
    return answered(api.GET(LIST, { params: { query } }));
  });
}

/** A flag in its newest version. */
export async function readFlag(key: string): Promise<Stored<Flag>> {
  const text = await answered(api.GET(ONE, { params: { path: { key } }, parseAs: "text" }));
  return readExactly(text) as Stored<Flag>;
}

/** A flag; not asked for before it is known to be there. */
export function useFlag(key: string, isThere = true) {
  const queryFn = () => readFlag(key);
  // Sharing with the answer before would copy numbers without the form that they were written in.
  const queryKey = KEYS.flag(key);
  return useQuery({ queryKey, queryFn, structuralSharing: false, enabled: isThere });
}

/** One version of a flag. */
export async function readFlagVersion(key: string, version: number): Promise<Stored<Flag>> {
  const path = { key, version: String(version) };
  const call = api.GET(`${ONE}/versions/{version}`, { params: { path }, parseAs: "text" });
  return readExactly(await answered(call)) as Stored<Flag>;
}

/** One version, which never changes. */
export function useFlagVersion(key: string, version: number) {
  return useQuery({
    queryKey: KEYS.flagVersion(key, version),
    queryFn: () => readFlagVersion(key, version),
    staleTime: Infinity,
  });
}

/** Its versions, newest first, a page at a time. */
export function useFlagHistory(key: string) {
  return usePages(KEYS.flagHistory(key), (cursor) => {
    const query = { limit: ROWS_AT_ONCE, ...(cursor && { cursor }) };
    return answered(api.GET(`${ONE}/history`, { params: { path: { key }, query } }));
  });
}

/** How often it was evaluated in an environment in the last days, and how it answered. */
export function useFlagUsage(key: string, environment: string, days = USUAL_DAYS) {
  return useQuery({
    queryKey: KEYS.flagUsage(key, environment, days),
    queryFn: (): Promise<Usage> => {
      const params = { path: { key }, query: { environment, days } };
      return answered(api.GET(`${ONE}/usage`, { params }));
    },
    staleTime: USAGE_FRESH_MS,
  });
}

/** How often each flag of an environment was evaluated in the last days. */
export function useEnvironmentUsage(environment: string, days = USUAL_DAYS) {
  return useQuery({
    queryKey: KEYS.environmentUsage(environment, days),
    queryFn: (): Promise<EnvironmentUsage> =>
      answered(api.GET("/api/v1/admin/usage", { params: { query: { environment, days } } })),
    staleTime: USAGE_FRESH_MS,
  });
}

interface Toggling {
  environment: string;
  enabled: boolean;
  version: number;
  reason: string;
}

/** Switch a flag on or off in one environment. */
export function toggleFlag(key: string, { version, ...body }: Toggling) {
  const params = { path: { key }, header: ifMatch(version) };
  return answered(api.POST(`${ONE}/toggle`, { params, body }));
}
