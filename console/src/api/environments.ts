/** Environments, and the emergency stop of a whole one. */

import { useQuery } from "@tanstack/react-query";
import { answered, api } from "./client.js";
import { KEYS } from "./queries.js";
import type { Environment, EnvironmentRow, Stored } from "./types.js";

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
