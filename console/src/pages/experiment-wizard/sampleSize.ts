/** The question about the sample size that a design asks. */

import type { Metric, SampleSizeAsked, SampleSizeFound } from "../../api/types.js";
import type { Draft } from "./draft.js";

type MetricType = Metric["type"];

/** A unit counts 1 or 0 there. */
const RATES: readonly MetricType[] = ["conversion_rate", "retention", "funnel_step"];
/** One sum over another. */
const RATIOS: readonly MetricType[] = ["ratio", "average_value", "duration"];
const MOST_LOOKS = 60;
const DAYS_PER_WEEK = 7;

/** What the baseline is of: the first goal, or a rate as long as there is none. */
export function kindOf({ metrics }: Draft): "rate" | "mean" | "ratio" {
  const types = metrics.goals.map(({ type }) => type);
  if (types.every((type) => RATES.includes(type))) return "rate";
  const first = types.find((type) => !RATES.includes(type));
  return first && RATIOS.includes(first) ? "ratio" : "mean";
}

/** How often its results are looked at until it ends. */
function looksOf({ plan, maximum_days }: Draft): number {
  const days = plan.looks === "weekly" ? DAYS_PER_WEEK : 1;
  return Math.min(MOST_LOOKS, Math.max(1, Math.ceil(maximum_days / days)));
}

/** What is asked of `POST /samplesize`; null as long as too little is known. */
export function questionOf(draft: Draft, unitsPerDay: number | null): SampleSizeAsked | null {
  const { plan, metrics } = draft;
  const effect = plan.minimum_detectable_effect;
  if (plan.baseline === null || effect === null) return null;
  const common = commonOf(draft);
  if (common === null) return null;
  const falls = metrics.goals[0]?.direction === "decrease";
  return {
    ...common,
    relative_effect: falls ? -effect : effect,
    ...(unitsPerDay !== null && { units_per_day: unitsPerDay }),
  };
}

/** The opposite question: which effect so many units would show. */
export function effectQuestionOf(draft: Draft, units: number): SampleSizeAsked | null {
  const common = commonOf(draft);
  return common && { ...common, units };
}

function commonOf(draft: Draft): SampleSizeAsked | null {
  const { plan, metrics } = draft;
  const kind = kindOf(draft);
  if (plan.baseline === null) return null;
  if (kind !== "rate" && plan.baseline_deviation === null) return null;
  const weights = variantsInOrder(draft).map((key) => draft.variants[key]?.weight ?? 0);
  if (weights.length < 2) return null;
  return {
    kind,
    baseline: plan.baseline,
    ...(kind !== "rate" && { deviation: plan.baseline_deviation }),
    alpha: plan.alpha,
    power: plan.power,
    correction: plan.correction,
    sequential: plan.sequential,
    looks: looksOf(draft),
    goals: Math.max(1, metrics.goals.length),
    weights,
  };
}

/** The keys of variants that get units, the control's first. */
export function variantsInOrder({ variants, control }: Draft): string[] {
  const treatments = Object.keys(variants).filter((key) => key !== control);
  return [control, ...treatments].filter((key) => (variants[key]?.weight ?? 0) > 0);
}

/** Of an answer: units per variant, as a plan counts them; null where there is no answer. */
export function plannedUnitsOf(found: SampleSizeFound): number | null {
  if (found.total === null || found.units === null) return null;
  return Math.ceil(found.total / found.units.length);
}
