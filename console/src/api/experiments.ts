/** Experiments: lists, documents, how they stand, and the steps of their life. */

import { useQuery } from "@tanstack/react-query";
import { answered, api, ifMatch } from "./client.js";
import { useRefreshMs } from "./ownFlags.js";
import { usePages } from "./pages.js";
import { KEYS } from "./queries.js";
import type {
  Checklist,
  DecidedFlag,
  DecisionRole,
  Experiment,
  ExperimentFilter,
  Stored,
  Sums,
  Timeline,
} from "./types.js";

export type { ExperimentRow } from "./types.js";

const LIST = "/api/v1/admin/experiments";
const ONE = `${LIST}/{key}` as const;
const ROWS_AT_ONCE = 25;
/** Sums cost more to read than how something stands: they are read so many times less often. */
const TIMES_RARER = 3;

/** Steps that ask for nothing but a reason, by their names in the API. */
export type ExperimentStep =
  | "sign-off"
  | "pause"
  | "resume"
  | "complete"
  | "cancel"
  | "emergency-stop"
  | "restart"
  | "archive";

/** With which version a step is taken, and why. */
export interface Upon {
  version: number;
  reason: string;
}

/** Experiments by key, a page at a time. */
export function useExperiments(filter: ExperimentFilter) {
  return usePages(KEYS.experimentList(filter), (cursor) => {
    const query = { ...filter, limit: ROWS_AT_ONCE, ...(cursor && { cursor }) };
    return answered(api.GET(LIST, { params: { query } }));
  });
}

/** An experiment in its newest version, with its runs. */
export function readExperiment(key: string): Promise<Stored<Experiment>> {
  return answered(api.GET(ONE, { params: { path: { key } } }));
}

export function useExperiment(key: string) {
  return useQuery({ queryKey: KEYS.experiment(key), queryFn: () => readExperiment(key) });
}

/** One version of an experiment. */
function readExperimentVersion(key: string, version: number): Promise<Stored<Experiment>> {
  const path = { key, version: String(version) };
  return answered(api.GET(`${ONE}/versions/{version}`, { params: { path } }));
}

/** One version beside the one before it; the first has none before. */
export function useExperimentVersion(key: string, version: number) {
  return useQuery({
    queryKey: KEYS.experimentVersion(key, version),
    queryFn: async () => {
      const earlier = version > 1 ? readExperimentVersion(key, version - 1) : null;
      const [before, after] = await Promise.all([earlier, readExperimentVersion(key, version)]);
      return { before, after };
    },
    staleTime: Infinity, // a version never changes
  });
}

/** Its versions, newest first, a page at a time. */
export function useExperimentHistory(key: string) {
  return usePages(KEYS.experimentHistory(key), (cursor) => {
    const query = { limit: ROWS_AT_ONCE, ...(cursor && { cursor }) };
    return answered(api.GET(`${ONE}/history`, { params: { path: { key }, query } }));
  });
}

/** What is done and what is open, from the design to the decision. */
export function useChecklist(key: string) {
  return useQuery({
    queryKey: KEYS.experimentChecklist(key),
    queryFn: (): Promise<Checklist> =>
      answered(api.GET(`${ONE}/checklist`, { params: { path: { key } } })),
  });
}

/** What happened to it, and to its flags while it ran, oldest first. */
export function useTimeline(key: string) {
  return useQuery({
    queryKey: KEYS.experimentTimeline(key),
    queryFn: (): Promise<Timeline> =>
      answered(api.GET(`${ONE}/timeline`, { params: { path: { key } } })),
  });
}

/** What was counted in a run so far, also by day; read again and again while it `isOn`. */
export function useSums(key: string, run: number, isOn: boolean) {
  const ms = useRefreshMs();
  return useQuery({
    queryKey: KEYS.experimentSums(key, run),
    queryFn: async () => {
      const params = { path: { key }, query: { run, days: true } };
      // The client's types forget how long the histogram's tuples are.
      return (await answered(api.GET(`${ONE}/sums`, { params }))) as Sums;
    },
    refetchInterval: isOn && TIMES_RARER * ms,
  });
}

/** Take a step that asks for nothing but a reason. An emergency stop waits for nobody's change. */
export function takeStep(key: string, step: ExperimentStep, { version, reason }: Upon) {
  const header = step === "emergency-stop" ? { "if-match": "*" } : ifMatch(version);
  const params = { path: { key }, header };
  return answered(api.POST(`${ONE}/${step}`, { params, body: { reason } }));
}

/** Start a new run of a draft. `acceptUnseen`: although events of its metrics never came in. */
export function startExperiment(key: string, acceptUnseen: boolean, { version, reason }: Upon) {
  const params = { path: { key }, header: ifMatch(version) };
  const body = { reason, accept_unseen_events: acceptUnseen };
  return answered(api.POST(`${ONE}/start`, { params, body }));
}

/** Take in a larger share of units, in percent. */
export function raiseTraffic(key: string, percentage: number, { version, reason }: Upon) {
  const params = { path: { key }, header: ifMatch(version) };
  return answered(api.POST(`${ONE}/traffic`, { params, body: { percentage, reason } }));
}

/** Give a draft the design of an earlier version. */
export function restoreExperiment(key: string, earlier: number, { version, reason }: Upon) {
  const params = { path: { key }, header: ifMatch(version) };
  return answered(api.POST(`${ONE}/restore`, { params, body: { version: earlier, reason } }));
}

/** A treatment that is promoted; null keeps the control. */
export type Choice = string | null;

interface Deciding extends Upon {
  choice: Choice;
  /** In production, although no look has a verdict. */
  withoutVerdict: boolean;
}

/** Decide the newest run for good. What became of each flag. */
export async function decide(key: string, deciding: Deciding): Promise<DecidedFlag[]> {
  const { choice, withoutVerdict, version, reason } = deciding;
  const params = { path: { key }, header: ifMatch(version) };
  const body = { ...chosen(choice), reason, without_verdict: withoutVerdict };
  return (await answered(api.POST(`${ONE}/decide`, { params, body }))).flags;
}

/** Agree to a decision, for product or for engineering. */
export function agree(key: string, role: DecisionRole, choice: Choice, { version, reason }: Upon) {
  const params = { path: { key }, header: ifMatch(version) };
  const body = { ...chosen(choice), role, reason };
  return answered(api.POST(`${ONE}/decide/sign-off`, { params, body }));
}

function chosen(choice: Choice) {
  return choice === null ? { keep_control: true } : { promote: choice };
}
