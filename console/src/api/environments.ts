/** Environments, and the emergency stop of a whole one. */

import { useQuery } from "@tanstack/react-query";
import { answered, api, ifMatch } from "./client.js";
import { usePages } from "./pages.js";
import { KEYS } from "./queries.js";
import type { Cloned, Cloning, Environment, EnvironmentRow, Stored } from "./types.js";

export type { EnvironmentRow } from "./types.js";

const LIST = "/api/v1/admin/environments";
const ONE = `${LIST}/{key}` as const;

async function bring(): Promise<EnvironmentRow[]> {
  const page = await answered(api.GET(LIST));
  return page.items.filter((row) => row.summary.lifecycle === "active");
}

/** All that are not archived, those that were there from the beginning first. */
export function useEnvironments() {
  return useQuery({ queryKey: KEYS.environments(), queryFn: bring });
}

/** One of them in its newest version. */
export function readEnvironment(key: string): Promise<Stored<Environment>> {
  return answered(api.GET(ONE, { params: { path: { key } } }));
}

/** All, archived ones too; they come on one page. */
export function useEveryEnvironment() {
  return usePages(KEYS.everyEnvironment(), () => answered(api.GET(LIST)));
}

export function createEnvironment(document: Environment, reason: string) {
  return answered(api.POST(LIST, { body: { document, reason } }));
}

/** Replace one; also brings an archived one back. */
export function updateEnvironment(document: Environment, version: number, reason: string) {
  const params = { path: { key: document.key }, header: ifMatch(version) };
  return answered(api.PUT(ONE, { params, body: { document, reason } }));
}

/** Put one away that has no valid keys left. */
export function archiveEnvironment(key: string, version: number, reason: string) {
  const params = { path: { key }, header: ifMatch(version) };
  return answered(api.POST(`${ONE}/archive`, { params, body: { reason } }));
}

/** Copy what another environment shows of each flag, page by page; how many flags changed. */
export async function cloneFlags(key: string, from: string, reason: string): Promise<number> {
  const params = { path: { key } };
  let changed = 0;
  let cursor: string | null = null;
  do {
    const body: Cloning = { from, reason, cursor };
    const page: Cloned = await answered(api.POST(`${ONE}/clone`, { params, body }));
    changed += page.items.filter((row) => row.changed).length;
    cursor = page.cursor;
  } while (cursor !== null);
  return changed;
}

export function useEnvironmentDocument(key: string) {
  return useQuery({ queryKey: KEYS.environment(key), queryFn: () => readEnvironment(key) });
}

/** End every rollout and experiment there. It does not wait for anybody else's change. */
export function stopEverything(key: string, reason: string) {
  const params = { path: { key }, header: { "if-match": "*" } };
  return answered(api.POST(`${ONE}/emergency-stop`, { params, body: { reason } }));
}

/** Let rollouts and experiments decide there again. */
export function liftStop(key: string, reason: string) {
  const params = { path: { key }, header: { "if-match": "*" } };
  return answered(api.POST(`${ONE}/lift-stop`, { params, body: { reason } }));
}
