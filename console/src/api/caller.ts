/** Who asks, and what they may do. */

import { useQuery } from "@tanstack/react-query";
import { answered, api } from "./client.js";
import { asProblem, INVALID, NOT_ADMITTED } from "./problem.js";
import { KEYS } from "./queries.js";
import { session } from "./session.js";
import type { Caller, Role } from "./types.js";

/** Weakest first: each may do what those before it may. */
const ROLES: readonly Role[] = ["viewer", "editor", "approver", "owner"];

/** A key or a sign-in that is not valid; the gateway says the second of both. */
const REFUSALS: readonly number[] = [401, 403];
const FRESH_MS = 60_000;

/** Whose key this is; of the one that is signed in unless another is given. Rejects with a Problem
 * if it is not valid. */
export function readCaller(key?: string): Promise<Caller> {
  const headers = key === undefined ? {} : { Authorization: `Bearer ${key}` };
  return answered(api.GET("/api/v1/admin/caller", { headers }));
}

/** Who is signed in. Who is refused is signed out, and told why. */
export function useCallerQuery() {
  return useQuery({ queryKey: KEYS.caller(), queryFn: readOwn, staleTime: FRESH_MS });
}

/** The caller; undefined until it is known, which no page is shown before. */
export function useCaller(): Caller | undefined {
  return useCallerQuery().data;
}

async function readOwn(): Promise<Caller> {
  try {
    return await readCaller();
  } catch (fault) {
    const { status, detail } = asProblem(fault);
    if (REFUSALS.includes(status)) session.signOut(detail === NOT_ADMITTED ? INVALID : detail);
    throw fault;
  }
}

/** Whether the caller may do what a role may: in an environment, or where no one is named, in what
 * all of them share. What would be refused is not offered. */
export function useMay(role: Role): (environment?: string) => boolean {
  const caller = useCaller();
  return (environment) => caller !== undefined && may(caller, role, environment);
}

/** Whether the caller's role is at least this one, wherever it is limited to. */
export function hasRole(caller: Caller, role: Role): boolean {
  return ROLES.indexOf(caller.role) >= ROLES.indexOf(role);
}

export function may(caller: Caller, role: Role, environment?: string): boolean {
  if (!hasRole(caller, role)) return false;
  if (caller.environments === null) return true;
  return environment !== undefined && caller.environments.includes(environment);
}
