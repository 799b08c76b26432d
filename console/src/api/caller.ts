/** Who asks, and what they may do. */

import { useQuery } from "@tanstack/react-query";
import { answered, api } from "./client.js";
import { KEYS } from "./queries.js";
import type { Caller, Role } from "./types.js";

/** Weakest first: each may do what those before it may. */
const ROLES: readonly Role[] = ["viewer", "editor", "approver", "owner"];

/** Whose key this is; of the one that is signed in unless another is given. Rejects with a Problem
 * if it is not valid. */
export function readCaller(key?: string): Promise<Caller> {
  const headers = key === undefined ? {} : { Authorization: `Bearer ${key}` };
  return answered(api.GET("/api/v1/admin/caller", { headers }));
}

/** The caller; undefined until it is known. */
export function useCaller(): Caller | undefined {
  return useQuery({ queryKey: KEYS.caller(), queryFn: () => readCaller(), staleTime: 60_000 }).data;
}

/** Whether the caller may do what a role may: in an environment, or where no one is named, in what
 * all of them share. What would be refused is not offered. */
export function useMay(role: Role): (environment?: string) => boolean {
  const caller = useCaller();
  return (environment) => caller !== undefined && may(caller, role, environment);
}

export function may(caller: Caller, role: Role, environment?: string): boolean {
  if (ROLES.indexOf(caller.role) < ROLES.indexOf(role)) return false;
  if (caller.environments === null) return true;
  return environment !== undefined && caller.environments.includes(environment);
}
