/** Documents in ruleset form, as publishing writes them: names are those of the JSON. */

import type { Metadata, Reason } from "./answers.js";
import type { ExactJson, Json } from "./json.js";

/** `[operator, attribute, value]`, `["and" | "or", conditions]` or `["not", condition]`. */
export type ConditionForm =
  | readonly ["and" | "or", readonly ConditionForm[]]
  | readonly ["not", ConditionForm]
  | readonly [operator: string, attribute: string | null, value: ExactJson];

/** How a unit is drawn. A key is literals and one attribute with its fallbacks, in a list. */
export interface BucketingForm {
  readonly seed?: number;
  readonly key?: readonly (string | readonly string[])[];
  readonly hash?: "murmur3_32" | "sha1_60";
  readonly normalise?: "modulo";
  readonly slots?: number;
}

/** Ranges are `[low, high)` slots. */
export interface GateForm extends BucketingForm {
  readonly ranges: readonly (readonly [low: number, high: number])[];
}

export interface SplitForm extends BucketingForm {
  readonly ranges: readonly (readonly [low: number, high: number, variant: string])[];
}

export interface RuleForm {
  readonly id: string;
  readonly reason: Reason;
  readonly conditions?: readonly ConditionForm[];
  readonly gates?: readonly GateForm[];
  readonly variant?: string;
  readonly split?: SplitForm;
}

/** What is kept of a run wherever exposures are recorded: an experiment's, or a rollout's. */
export interface RunForm {
  readonly run: string;
  readonly number: number;
  readonly status: "running" | "paused" | "halted";
  readonly bucket_by: string;
  readonly control: string;
  /** Attributes of the context whose values are kept with an exposure. */
  readonly dimensions: readonly string[];
  readonly expose_on: "evaluation" | "fetch";
}

/** A served experiment. */
export interface ExperimentForm extends RunForm {
  readonly experiment: string;
  readonly conditions: readonly ConditionForm[];
  readonly excluded: readonly string[];
  readonly not_in: readonly string[];
  readonly gates: readonly (GateForm & { readonly gate: "holdout" | "group" | "traffic" })[];
  readonly method: "deterministic" | "stratified" | "random" | "blocked";
  readonly strata: readonly string[];
  readonly split: BucketingForm & { readonly seed: number; readonly ranges?: SplitForm["ranges"] };
  readonly weights: Readonly<Record<string, number>>;
  /** Variant -> flag -> the variant of the flag that it shows, or a value of its own. */
  readonly variants: Readonly<Record<string, Readonly<Record<string, string | { value: Json }>>>>;
}

/** The run of a rollout compares those below the end of its last share with those above. */
export interface RolloutRunForm extends RunForm {
  readonly variants: readonly string[];
  readonly from?: number;
}

export interface RolloutRuleForm {
  readonly stage?: number;
  readonly units?: readonly string[];
  readonly conditions?: readonly ConditionForm[];
  readonly ranges?: readonly (readonly [low: number, high: number, stage: number])[];
}

/** A flag's open rollout. */
export interface RolloutForm {
  readonly rollout: string;
  readonly variant: string;
  readonly bucket_by: string;
  readonly draw: BucketingForm;
  readonly rules: readonly RolloutRuleForm[];
  readonly excluded?: readonly string[];
  readonly run?: RolloutRunForm;
}

/** A flag. */
export interface FlagForm {
  readonly kind: "boolean" | "string" | "number" | "json";
  readonly version: number;
  readonly variants: Readonly<Record<string, Json>>;
  readonly metadata?: Metadata;
  readonly experiments?: readonly string[];
  readonly off?: string;
  readonly enabled?: true;
  readonly default?: string;
  readonly default_reason?: Reason;
  readonly prerequisites?: readonly (readonly [flagKey: string, accepted: readonly string[]])[];
  readonly targets?: Readonly<Record<string, readonly string[]>>;
  readonly rules?: readonly RuleForm[];
  readonly rollout?: RolloutForm;
}

/** Members are listed, or their hashes lie in chunks of their own. */
export type MembersForm =
  | readonly string[]
  | { readonly salt: string; readonly chunks: readonly string[] };

/** A named group. */
export interface SegmentForm {
  readonly conditions?: readonly ConditionForm[];
  readonly included?: MembersForm;
  readonly excluded?: MembersForm;
}
