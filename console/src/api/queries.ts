/** What is kept of answers: under which keys, and for how long. */

import { QueryClient } from "@tanstack/react-query";
import { asProblem } from "./problem.js";
import type {
  AuditFilter,
  ExperimentFilter,
  FlagFilter,
  RolloutFilter,
  SampleSizeAsked,
  SegmentFilter,
} from "./types.js";

/** The one table of query keys. A shorter key stands for all that begin with it. */
export const KEYS = {
  configuration: () => ["configuration"],
  signedIn: (answer: string) => ["signed-in", answer],
  caller: () => ["caller"],
  audit: () => ["audit"],
  auditList: (filter: AuditFilter) => ["audit", "list", filter],
  difference: (kind: string, key: string, version: number) => ["difference", kind, key, version],
  keys: () => ["keys"],
  webhooks: () => ["webhooks"],
  guardedFunctions: () => ["functions"],
  guardedFunction: (key: string) => ["functions", "one", key],
  hotfixes: () => ["hotfixes"],
  hotfix: (key: string) => ["hotfixes", "one", key],
  deploymentSettings: () => ["settings"],
  environments: () => ["environments"],
  everyEnvironment: () => ["environments", "every one"],
  environment: (key: string) => ["environments", key],
  overviews: () => ["overview"],
  overview: (environment: string) => ["overview", environment],
  experiments: () => ["experiments"],
  experimentList: (filter: ExperimentFilter) => ["experiments", "list", filter],
  experiment: (key: string) => ["experiments", "one", key],
  experimentVersion: (key: string, version: number) => ["experiments", "version", key, version],
  experimentHistory: (key: string) => ["experiments", "history", key],
  experimentChecklist: (key: string) => ["experiments", "checklist", key],
  experimentTimeline: (key: string) => ["experiments", "timeline", key],
  experimentSums: (key: string, run: number) => ["experiments", "sums", key, run],
  results: (key: string, run: number) => ["experiments", "results", key, run],
  resultSeries: (key: string, run: number, metric: string) => [
    "experiments",
    "series",
    key,
    run,
    metric,
  ],
  resultSegments: (key: string, run: number) => ["experiments", "segments", key, run],
  takenShares: () => ["experiments", "shares"],
  exclusionGroups: () => ["exclusion-groups"],
  sampleSize: (asked: SampleSizeAsked | null) => ["samplesize", asked],
  names: () => ["names"],
  alarms: (environment: string) => ["alarms", environment],
  rollouts: () => ["rollouts"],
  segmentKeys: () => ["segments", "keys"],
  rolloutList: (filter: RolloutFilter) => ["rollouts", "list", filter],
  rollout: (key: string) => ["rollouts", "one", key],
  rolloutStanding: (key: string) => ["rollouts", "standing", key],
  rolloutPast: (key: string) => ["rollouts", "past", key],
  rolloutHistory: (key: string) => ["rollouts", "past", key, "history"],
  rolloutRollbacks: (key: string) => ["rollouts", "past", key, "rollbacks"],
  rolloutTimeline: (key: string) => ["rollouts", "past", key, "timeline"],
  rolloutVersions: (key: string, version: number) => ["rollouts", "versions", key, version],
  flags: () => ["flags"],
  flagList: (filter: FlagFilter) => ["flags", "list", filter],
  flag: (key: string) => ["flags", "one", key],
  flagVersion: (key: string, version: number) => ["flags", "version", key, version],
  flagHistory: (key: string) => ["flags", "history", key],
  flagUsage: (key: string, environment: string, days: number) => [
    "flags",
    "usage",
    key,
    environment,
    days,
  ],
  environmentUsage: (environment: string, days: number) => ["flags", "usage", environment, days],
  trace: (key: string, asked: unknown) => ["flags", "trace", key, asked],
  segments: () => ["segments"],
  segmentList: (filter: SegmentFilter) => ["segments", "list", filter],
  segment: (key: string) => ["segments", "one", key],
  segmentHistory: (key: string) => ["segments", "history", key],
  segmentMembers: (key: string, of: string) => ["segments", "members", key, of],
  segmentUses: (key: string) => ["segments", "uses", key],
  segmentCheck: (key: string, context: unknown) => ["segments", "check", key, context],
  units: () => ["units"],
  unit: (name: object) => ["units", "one", name],
  unitView: (asked: object) => ["units", "view", asked],
} as const;

const FRESH_MS = 10_000;
const MOST_TRIES = 2;

/** Answers are shown at once from memory, and asked for again when they are older than 10 s. */
export function newQueryClient(): QueryClient {
  const again = (tries: number, fault: unknown) => tries < MOST_TRIES && asProblem(fault).isPassing;
  return new QueryClient({
    defaultOptions: { queries: { staleTime: FRESH_MS, retry: again }, mutations: { retry: false } },
  });
}
