/** Rollouts: lists, documents, how they stand, their past, and the steps of their life. */

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { answered, api, ifMatch } from "./client.js";
import { usePages } from "./pages.js";
import { useRefreshMs } from "./ownFlags.js";
import { KEYS } from "./queries.js";
import type {
  Rollout,
  RolloutDraft,
  RolloutFilter,
  RolloutStatus,
  Standing,
  StoredRollout,
} from "./types.js";

export type { RolloutRow, StoredRollout } from "./types.js";

const LIST = "/api/v1/admin/rollouts";
const ONE = `${LIST}/{key}` as const;
const ROWS_AT_ONCE = 25;
/** States in which a clock, an alarm or a guardrail may move it. */
const MOVES_BY_ITSELF: readonly RolloutStatus[] = ["pending", "ramping", "holding", "paused"];

/** What may be done to a rollout with nothing but a reason. */
export type StepVerb =
  | "start"
  | "pause"
  | "resume"
  | "ramp-up"
  | "ramp-down"
  | "roll-back"
  | "abort"
  | "restart"
  | "archive";

/** Rollouts by key, a page at a time. */
export function useRollouts(filter: RolloutFilter) {
  return usePages(KEYS.rolloutList(filter), (cursor) => {
    const query = { ...filter, limit: ROWS_AT_ONCE, ...(cursor && { cursor }) };
    return answered(api.GET(LIST, { params: { query } }));
  });
}

/** A rollout in its newest version. */
export function readRollout(key: string): Promise<StoredRollout> {
  return answered(api.GET(ONE, { params: { path: { key } } }));
}

/** The same, looked at again while it may move by itself; with a new version its past is another
 * too. */
export function useRollout(key: string) {
  const client = useQueryClient();
  const ms = useRefreshMs();
  const query = useQuery({
    queryKey: KEYS.rollout(key),
    queryFn: () => readRollout(key),
    refetchInterval: ({ state }) => movesByItself(state.data?.document.status) && ms,
  });
  const version = query.data?.version;
  useEffect(() => {
    void client.invalidateQueries({ queryKey: KEYS.rolloutPast(key) });
  }, [client, key, version]);
  return query;
}

/** Its guardrails and alarms as they are now, and what keeps it from its next stage. */
export function useStanding(key: string) {
  const ms = useRefreshMs();
  return useQuery({
    queryKey: KEYS.rolloutStanding(key),
    queryFn: (): Promise<Standing> =>
      answered(api.GET(`${ONE}/judgement`, { params: { path: { key } } })),
    refetchInterval: ({ state }) => movesByItself(state.data?.status) && ms,
  });
}

/** One version of a rollout. */
export function readRolloutVersion(key: string, version: number): Promise<StoredRollout> {
  const path = { key, version: String(version) };
  return answered(api.GET(`${ONE}/versions/{version}`, { params: { path } }));
}

/** Its versions, newest first, a page at a time. */
export function useRolloutHistory(key: string) {
  return usePages(KEYS.rolloutHistory(key), (cursor) => {
    const query = { limit: ROWS_AT_ONCE, ...(cursor && { cursor }) };
    return answered(api.GET(`${ONE}/history`, { params: { path: { key }, query } }));
  });
}

/** What happened to it, oldest first. */
export function useRolloutTimeline(key: string) {
  return useQuery({
    queryKey: KEYS.rolloutTimeline(key),
    queryFn: async () => {
      const params = { path: { key } };
      return (await answered(api.GET(`${ONE}/timeline`, { params }))).items;
    },
  });
}

/** What took it back, newest first, and how long that took. */
export function useRollbacks(key: string) {
  return useQuery({
    queryKey: KEYS.rolloutRollbacks(key),
    queryFn: async () => {
      const params = { path: { key } };
      return (await answered(api.GET(`${ONE}/rollbacks`, { params }))).items;
    },
  });
}

/** Which version was seen, and why it is changed. */
export interface Upon {
  version: number;
  reason: string;
}

/** Take one step of its life. */
export function takeStep(key: string, verb: StepVerb, { version, reason }: Upon) {
  // What takes it back waits for nobody: it holds whatever was written a moment ago.
  const header = verb === "roll-back" ? { "if-match": "*" } : ifMatch(version);
  const params = { path: { key }, header };
  return answered(api.POST(`${ONE}/${verb}`, { params, body: { reason } }));
}

/** Keep units on the old variant; with `lift` no longer. */
export function excludeUnits(
  key: string,
  { version, ...body }: Upon & { units: string[]; lift: boolean },
) {
  const params = { path: { key }, header: ifMatch(version) };
  return answered(api.POST(`${ONE}/exclude`, { params, body }));
}

/** Write one that is pending as it was in an earlier version, `to`. */
export function restoreRollout(key: string, { version, reason }: Upon, to: number) {
  const params = { path: { key }, header: ifMatch(version) };
  return answered(api.POST(`${ONE}/restore`, { params, body: { version: to, reason } }));
}

/** Make a rollout, pending. */
export function createRollout(document: RolloutDraft, reason: string) {
  return answered(api.POST(LIST, { body: { document, reason } }));
}

/** Replace one that is pending. */
export function writeRollout(document: Rollout, { version, reason }: Upon) {
  const params = { path: { key: document.key }, header: ifMatch(version) };
  return answered(api.PUT(ONE, { params, body: { document, reason } }));
}

function movesByItself(status: RolloutStatus | undefined): boolean {
  return status !== undefined && MOVES_BY_ITSELF.includes(status);
}
