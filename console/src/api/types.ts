/** The documents and answers of the admin API, by their names in its description. */

import type { components, operations } from "./schema.js";

type Schemas = components["schemas"];

export type Flag = Schemas["Flag"];
export type Settings = Schemas["EnvironmentSettings"];
export type Rule = Schemas["Rule"];
export type Variant = Schemas["Variant"];
export type RolloutShare = Schemas["RolloutShare"];
export type ScheduledChange = Schemas["ScheduledChange"];
export type ValueKind = Schemas["ValueKind"];
export type Condition = Schemas["Condition"];
export type Node = Condition | Schemas["All"] | Schemas["AnyOf"] | Schemas["Not"];
export type Purpose = Schemas["Purpose"];
export type Lifecycle = Schemas["Lifecycle"];
export type Role = Schemas["Role"];
export type Caller = Schemas["CallerAnswer"];
export type Usage = Schemas["UsageAnswer"];
export type FieldProblem = Schemas["FieldProblem"];
export type EnvironmentUsage = Schemas["EnvironmentUsageAnswer"];
export type Trace = Schemas["TraceAnswer"];
export type Segment = Schemas["Segment"];
export type SegmentUses = Schemas["SegmentUsesAnswer"];
export type SegmentCheck = Schemas["SegmentCheckAnswer"];
export type Unit = Schemas["UnitAnswer"];
export type UnitExport = Schemas["UnitExport"];
export type UnitView = Schemas["UnitViewAnswer"];
export type ShownFlag = Schemas["ShownFlagAnswer"];
export type ChangeMade = Schemas["ChangeAnswer"];
export type Environment = Schemas["Environment"];
export type Cloning = Schemas["CloneEnvironment"];
export type Cloned = Schemas["ClonedAnswer"];
export type FlagRow = Schemas["FlagRow"];
export type EnvironmentRow = Schemas["EnvironmentRow"];
export type SegmentSummary = Schemas["SegmentSummary"];
export type SegmentRow = Schemas["SegmentRow"];
export type StoredSegment = Schemas["SegmentAnswer"];
export type ExperimentRow = Schemas["ListedExperiment"];
export type Experiment = Schemas["Experiment"];
export type ExperimentStatus = Schemas["Status"];
export type ExperimentVariant = Schemas["ExperimentVariant"];
export type Metric = Schemas["Metric"];
export type Run = Schemas["Run"];
export type StatisticalPlan = Schemas["StatisticalPlan"];
export type Checklist = Schemas["ChecklistAnswer"];
export type ChecklistItem = Schemas["ChecklistItem"];
export type Timeline = Schemas["TimelineAnswer"];
export type TimelineRow = Schemas["TimelineRow"];
export type Sums = Schemas["SumsAnswer"];
export type DecidedFlag = Schemas["DecidedFlagAnswer"];
export type DecisionRole = Schemas["DecisionRole"];
export type DecisionSignOff = Schemas["DecisionSignOff"];
export type Look = Schemas["LookAnswer"];
export type Results = Schemas["ResultsAnswer"];
export type Series = Schemas["SeriesAnswer"];
export type SeriesRow = Schemas["SeriesRow"];
export type Segments = Schemas["SegmentsAnswer"];
export type MetricResult = Schemas["MetricResult"];
export type VariantResult = Schemas["VariantResult"];
export type Comparison = Schemas["Comparison"];
export type Point = Schemas["Point"];
export type PlannedBound = Schemas["PlannedBound"];
export type Posterior = Schemas["Posterior"];
export type FinalEstimate = Schemas["FinalEstimate"];
export type Check = Schemas["Check"];
export type Verdict = Schemas["Verdict"];
export type Finding = Schemas["Finding"];
export type MetricPart = Schemas["Part"];
export type Rollout = Schemas["Rollout"];
export type RolloutRow = Schemas["RolloutRow"];
export type RolloutStatus = Schemas["RolloutStatus"];
export type Strategy = Schemas["Strategy"];
export type Stage = Schemas["Stage"];
export type Gradual = Schemas["Gradual"];
export type Guardrail = Schemas["Guardrail"];
export type MetricType = Schemas["MetricType"];
export type Signal = Schemas["Signal"];
export type Trigger = Schemas["Trigger"];
export type Spikes = Schemas["Spikes"];
export type MadeAlarm = Schemas["MadeAlarm"];
export type AlarmKind = Schemas["AlarmKind"];
export type ExposeOn = Schemas["ExposeOn"];
export type WithoutData = Schemas["OnInsufficientData"];
export type Standing = Schemas["StandingAnswer"];
export type Reading = Schemas["ReadingAnswer"];
export type Breach = Schemas["BreachAnswer"];
export type AlarmReading = Schemas["AlarmAnswer"];
export type Rollback = Schemas["RollbackRow"];
export type Kind = Schemas["Kind"];
export type Action = Schemas["Action"];
export type AuditRow = Schemas["AuditRow"];
export type DocumentDifference = Schemas["DifferenceAnswer"];
export type Names = Schemas["NamesAnswer"];
export type KeyRow = Schemas["KeyRow"];
export type KeyDraft = Schemas["WriteKey"]["document"];
export type StoredWebhook = Schemas["WebhookAnswer"];
export type WebhookRow = Schemas["WebhookRow"];
export type WebhookDraft = Schemas["WriteWebhook"]["document"];
export type GuardedFunctionRow = Schemas["GuardedFunctionRow"];
export type HotfixRow = Schemas["HotfixRow"];
export type WatchedAlarm = Schemas["WatchedAlarmRow"];
export type SampleSizeAsked = Schemas["SampleSizeAsked"];
export type SampleSizeFound = Schemas["SampleSizeFound"];
export type GroupShare = Schemas["GroupShare"];
export type Eligibility = Required<Schemas["Eligibility"]>;
export type OnAlarm = Schemas["OnAlarm"];
export type Overview = Schemas["OverviewAnswer"];
export type RunningExperiment = Schemas["RunningExperimentRow"];
export type OpenRollout = Schemas["OpenRolloutRow"];
export type AlarmState = Schemas["AlarmState"];
export type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

/** A row of a list or of a history, of any kind of document. */
export type Row<Summary = unknown> = Omit<Schemas["FlagRow"], "summary"> & { summary: Summary };

/** One document in one version, of any kind. */
export type Stored<Document = unknown> = Omit<Schemas["FlagAnswer"], "document" | "summary"> & {
  document: Document;
};

export type StoredRollout = Stored<Rollout>;

/** Some rows, and the cursor of the next ones where there are more. */
export interface Page<Item> {
  items: Item[];
  cursor: string | null;
}

/** A rollout as its author writes it. What only its steps write is not in it. */
export type RolloutDraft = Omit<Rollout, OwnOfRollout>;

/** What only the steps of its life write: `OWN_FIELDS` of the API. */
export type OwnOfRollout =
  | "deployment"
  | "status"
  | "stage"
  | "started_at"
  | "entered_at"
  | "next_at"
  | "ended_at"
  | "because"
  | "is_settled"
  | "is_archived"
  | "runs"
  | "seen_alarms";

type Queries<Operation extends keyof operations> = NonNullable<
  operations[Operation]["parameters"]["query"]
>;

/** What a list of flags is asked for, but for its page. */
export type FlagFilter = Omit<Queries<"list_flags__api_v1_admin_flags_get">, "limit" | "cursor">;

/** What the audit log is asked for, but for its page. */
export type AuditFilter = Omit<Queries<"list_audit__api_v1_admin_audit_get">, "limit" | "cursor">;

/** What a list of segments is asked for, but for its page. */
export type SegmentFilter = Omit<
  Queries<"list_segments__api_v1_admin_segments_get">,
  "limit" | "cursor"
>;

/** What a list of experiments is asked for, but for its page. */
export type ExperimentFilter = Omit<
  Queries<"list_experiments__api_v1_admin_experiments_get">,
  "limit" | "cursor"
>;

/** What a list of rollouts is asked for, but for its page. */
export type RolloutFilter = Omit<
  Queries<"list_rollouts__api_v1_admin_rollouts_get">,
  "limit" | "cursor"
>;
