/** The design of an experiment while somebody works at it: every field that is its author's. */

import type { Designed } from "../../api/experimentDrafts.js";
import type {
  Eligibility,
  Experiment,
  ExperimentVariant,
  Flag,
  Metric,
  OnAlarm,
  StatisticalPlan,
  WithoutData,
} from "../../api/types.js";

export type Inclusion = Required<Eligibility["include"]>;
export type Exclusion = Required<Eligibility["exclude"]>;
export type Plan = Required<StatisticalPlan>;
export type DraftVariant = Required<ExperimentVariant>;
/** What a metric is for. */
export type MetricRole = "goals" | "secondary" | "guardrails";

export interface Draft extends Required<Designed> {
  eligibility: { include: Inclusion; exclude: Exclusion };
  variants: Record<string, DraftVariant>;
  metrics: Record<MetricRole, Metric[]>;
  plan: Plan;
  on_alarm: Required<OnAlarm>;
}

export const METRIC_ROLES: readonly MetricRole[] = ["goals", "secondary", "guardrails"];
const CONTROL = "control";
const TREATMENT = "treatment";

const CRITERIA = {
  platforms: [],
  segments: [],
  regions: [],
  device_types: [],
  attributes: {},
  conditions: [],
};

/** A design with nothing in it but two variants, which every experiment has. The defaults are the
 * API's own. */
export function newDraft(environment: string): Draft {
  return {
    key: "",
    name: "",
    description: "",
    hypothesis: "",
    owner: "",
    team: "",
    tags: [],
    priority: "medium",
    environment,
    eligibility: {
      include: CRITERIA,
      exclude: { ...CRITERIA, units: [], experiments: [], bots: true },
    },
    traffic: 100,
    group: null,
    assignment: "deterministic",
    bucket_by: "targetingKey",
    strata: [],
    block_size: null,
    variants: { [CONTROL]: newVariant("Control"), [TREATMENT]: newVariant("Treatment") },
    control: CONTROL,
    metrics: { goals: [], secondary: [], guardrails: [] },
    plan: newPlan(),
    expose_on: "evaluation",
    start_at: null,
    end_at: null,
    maximum_units: null,
    maximum_days: 28,
    alarms: [],
    on_alarm: { bake_time: "15m", cool_down: "30m", on_insufficient_data: "ignore" },
  };
}

function newPlan(): Plan {
  return {
    alpha: 0.05,
    power: 0.8,
    minimum_detectable_effect: null,
    baseline: null,
    baseline_deviation: null,
    minimum_days: 7,
    minimum_units: 1000,
    planned_units: null,
    sequential: "obrien_fleming",
    looks: "daily",
    method: "frequentist",
    correction: "holm",
    worthwhile_effect: 0,
    prior_deviation: null,
    stop_on_guardrail: false,
    dimensions: [],
  };
}

function newVariant(name: string): DraftVariant {
  return { name, description: "", weight: 1, flags: {}, configuration: {} };
}

/** The design of an experiment that is stored. */
export function draftOf(experiment: Experiment): Draft {
  const { eligibility, metrics, plan, on_alarm, variants = {} } = experiment;
  const empty = newDraft(experiment.environment);
  const written = Object.fromEntries(
    Object.keys(empty).flatMap((name) => {
      const value = experiment[name as keyof Experiment];
      return value === undefined ? [] : [[name, value]];
    }),
  ) as Partial<Draft>;
  return {
    ...empty,
    ...written,
    eligibility: {
      include: { ...empty.eligibility.include, ...eligibility?.include },
      exclude: { ...empty.eligibility.exclude, ...eligibility?.exclude },
    },
    variants: mapped(variants, (variant) => ({ ...newVariant(""), ...variant })),
    metrics: { ...empty.metrics, ...metrics },
    plan: { ...empty.plan, ...plan },
    on_alarm: { ...empty.on_alarm, ...on_alarm },
  };
}

/** The same design for another experiment, which has no times yet. */
export function copyOf(draft: Draft): Draft {
  const name = draft.name && `${draft.name}, again`;
  return { ...draft, key: "", name, start_at: null, end_at: null };
}

/** What of `ours` differs from `seen`, put into what somebody else wrote meanwhile. */
export function mergedInto(theirs: Draft, seen: Draft, ours: Draft): Draft {
  const names = Object.keys(ours) as (keyof Draft)[];
  const changed = names.filter((name) => JSON.stringify(ours[name]) !== JSON.stringify(seen[name]));
  return { ...theirs, ...Object.fromEntries(changed.map((name) => [name, ours[name]])) };
}

/** Every flag that a variant decides, by key. */
export function flagKeysOf({ variants }: Draft): string[] {
  const keys = Object.values(variants).flatMap(({ flags, configuration }) => [
    ...Object.keys(flags),
    ...Object.keys(configuration),
  ]);
  return [...new Set(keys)].sort();
}

/** With one more flag to decide: the control shows what is answered today. As long as no variant
 * shows anything, there is a treatment for each other variant of the flag. */
export function withFlag(draft: Draft, flag: Flag): Draft {
  const today = flag.environments?.[draft.environment]?.default_variant ?? "";
  const all = Object.keys(flag.variants ?? {});
  const others = all.filter((variant) => variant !== today);
  const isFirst = flagKeysOf(draft).length === 0 && Object.keys(draft.variants).length === 2;
  const variants = isFirst ? treatmentsFor(draft, others) : draft.variants;
  let next = 0;
  return {
    ...draft,
    variants: mapped(variants, (variant, key) => {
      const shown = key === draft.control ? today : (others[next++ % others.length] ?? today);
      return { ...variant, flags: { ...variant.flags, [flag.key]: shown } };
    }),
  };
}

/** The control, and a treatment for each of these variants of a flag. */
function treatmentsFor({ variants, control }: Draft, shown: readonly string[]) {
  if (shown.length < 2) return variants;
  const treatments = shown.map((name) => {
    const key = name === control ? `${name}-treatment` : name;
    return [key, newVariant(name)] as const;
  });
  const kept = variants[control] ?? newVariant("Control");
  return { [control]: kept, ...Object.fromEntries(treatments) };
}

/** Without a flag: its ordinary answer holds for everybody. */
export function withoutFlag(draft: Draft, flagKey: string): Draft {
  return {
    ...draft,
    variants: mapped(draft.variants, ({ flags, configuration, ...variant }) => ({
      ...variant,
      flags: without(flags, flagKey),
      configuration: without(configuration, flagKey),
    })),
  };
}

/** With one more treatment; it shows what the control shows until somebody says otherwise. */
export function withTreatment(draft: Draft): Draft {
  const { variants, control } = draft;
  let number = Object.keys(variants).length;
  while (variants[`${TREATMENT}-${number}`]) number += 1;
  const added = { ...newVariant(`Treatment ${number}`), flags: variants[control]?.flags ?? {} };
  return { ...draft, variants: { ...variants, [`${TREATMENT}-${number}`]: added } };
}

export function withoutVariant(draft: Draft, key: string): Draft {
  return { ...draft, variants: without(draft.variants, key) };
}

/** With some fields of a variant changed. */
export function withVariant(draft: Draft, key: string, change: Partial<DraftVariant>): Draft {
  const before = draft.variants[key] ?? newVariant("");
  return { ...draft, variants: { ...draft.variants, [key]: { ...before, ...change } } };
}

/** With another key for a variant, at the same place; the same if another one has it. */
export function withVariantKey(draft: Draft, key: string, newKey: string): Draft {
  if (newKey === "" || newKey in draft.variants) return draft;
  const entries = Object.entries(draft.variants);
  const variants = Object.fromEntries(
    entries.map(([each, variant]) => [each === key ? newKey : each, variant]),
  );
  return { ...draft, variants, control: draft.control === key ? newKey : draft.control };
}

/** What a variant shows of a flag. */
export function withShown(draft: Draft, key: string, flagKey: string, shown: string): Draft {
  const variant = draft.variants[key] ?? newVariant("");
  return withVariant(draft, key, {
    flags: { ...variant.flags, [flagKey]: shown },
    configuration: without(variant.configuration, flagKey),
  });
}

/** With other metrics of a role. */
export function withMetrics(draft: Draft, role: MetricRole, metrics: Metric[]): Draft {
  return { ...draft, metrics: { ...draft.metrics, [role]: metrics } };
}

/** With another answer to an alarm that has no data. */
export function withoutData(draft: Draft, answer: WithoutData): Draft {
  return { ...draft, on_alarm: { ...draft.on_alarm, on_insufficient_data: answer } };
}

/** Every metric's key. */
export function metricKeysOf({ metrics }: Draft): string[] {
  return METRIC_ROLES.flatMap((role) => metrics[role].map(({ key }) => key));
}

export function weightsOf({ variants }: Draft): Record<string, number> {
  return mapped(variants, ({ weight }) => weight);
}

/** With other weights; a variant that has none gets nobody. */
export function withWeights(draft: Draft, weights: Record<string, number>): Draft {
  const weighed = mapped(draft.variants, (variant, key) => ({
    ...variant,
    weight: weights[key] ?? 0,
  }));
  return { ...draft, variants: weighed };
}

function mapped<Before, After>(
  all: Record<string, Before>,
  of: (one: Before, key: string) => After,
): Record<string, After> {
  return Object.fromEntries(Object.entries(all).map(([key, one]) => [key, of(one, key)]));
}

function without<Value>(all: Record<string, Value>, key: string): Record<string, Value> {
  return Object.fromEntries(Object.entries(all).filter(([each]) => each !== key));
}
