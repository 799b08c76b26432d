/** What an experiment is made of, in words. */

import type {
  Experiment,
  ExperimentVariant,
  Json,
  Metric,
  StatisticalPlan,
} from "../../api/types.js";
import { durationInWords } from "../../parts/fields/durations.js";
import { conditionsInWords, valueInWords } from "../../parts/words.js";
import { shownBy } from "./deciding.js";
import { DESIGNS, words } from "./resultWords.js";

type Eligibility = NonNullable<Experiment["eligibility"]>;
type Criteria = NonNullable<Eligibility["include"]> | NonNullable<Eligibility["exclude"]>;

const LISTS = ["platforms", "segments", "regions", "device_types", "units", "experiments"] as const;

/** Who may take part: `everybody`, or what a unit has to be. */
export function includedInWords({ eligibility }: Experiment): string {
  return clausesOf(eligibility?.include ?? {}).join(" and ") || "everybody";
}

/** Who may not; empty where nobody is kept out. */
export function excludedInWords({ eligibility }: Experiment): string {
  const exclude = eligibility?.exclude;
  const bots = exclude?.bots === false ? [] : ["bots"];
  return [...clausesOf(exclude ?? {}), ...bots].join(" or ");
}

/** What a variant shows: `new-checkout: on`. */
export function shownInWords(experiment: Experiment, key: string): string {
  const isControl = key === (experiment.control ?? "control");
  const shown = Object.entries(shownBy(experiment, isControl ? null : key));
  return shown.map(([flag, variant]) => `${flag}: ${variant}`).join(", ") || "the ordinary answer";
}

/** The share of the units that each variant gets, in percent. */
export function sharesOf(variants: Record<string, ExperimentVariant>): Record<string, number> {
  const weights = Object.entries(variants).map(([key, { weight = 1 }]) => [key, weight] as const);
  const whole = weights.reduce((sum, [, weight]) => sum + weight, 0) || 1;
  return Object.fromEntries(weights.map(([key, weight]) => [key, (100 * weight) / whole]));
}

/** How a metric is made of events: `conversion rate of purchase within 14 days`. */
export function metricInWords(metric: Metric): string {
  const { type, event_name, after = [], window = "14d", cap, denominator } = metric;
  const first = after.length > 0 ? ` after ${after.join(", then ")}` : "";
  const over = denominator ? ` over ${denominator.event_name}` : "";
  const capped = cap == null ? "" : `, capped at ${cap}`;
  const within = durationInWords(window);
  return `${words(type)} of ${event_name}${over}${first} within ${within}${capped}`;
}

/** How results are judged, as labels and what stands there; what is left open is left out. */
export function planInWords(plan: StatisticalPlan): [label: string, value: string][] {
  const { baseline_deviation: deviation, prior_deviation: prior, dimensions = [] } = plan;
  const told: Record<string, string | null> = {
    Method: plan.method === "bayesian" ? "Bayesian" : `frequentist, ${looksTold(plan)}`,
    Looks: plan.looks ?? "daily",
    Alpha: of(plan.alpha, (alpha) => `${percent(alpha)}, ${correctionTold(plan)}`),
    Power: of(plan.power, percent),
    "Planned units": of(plan.planned_units, inEach),
    "Least units": of(plan.minimum_units, inEach),
    "Least days": of(plan.minimum_days, String),
    Baseline: of(plan.baseline, String),
    "Its deviation": of(deviation, String),
    "Effect to find": of(plan.minimum_detectable_effect, (effect) => `${percent(effect)} of it`),
    "Worthwhile effect": of(plan.worthwhile_effect, (effect) => `more than ${percent(effect)}`),
    "Deviation of the prior": of(prior, percent),
    "A harmed guardrail": plan.stop_on_guardrail ? "ends the run" : "is told, and ends nothing",
    "Broken down by": dimensions.join(", ") || null,
  };
  return Object.entries(told).flatMap(([label, value]) => (value === null ? [] : [[label, value]]));
}

function looksTold({ sequential = "obrien_fleming" }: StatisticalPlan): string {
  return DESIGNS[sequential] ?? words(sequential);
}

function correctionTold({ correction = "holm" }: StatisticalPlan): string {
  return correction === "none" ? "not corrected" : `corrected by ${words(correction)}`;
}

function of(value: number | null | undefined, tell: (value: number) => string): string | null {
  return value == null ? null : tell(value);
}

function percent(share: number): string {
  return `${Number((100 * share).toPrecision(6))} %`;
}

function inEach(units: number): string {
  return `${units.toLocaleString("en")} in each variant`;
}

/** When a run ends by itself. */
export function endInWords(experiment: Experiment, written: (moment: string) => string): string {
  const { end_at, maximum_days = 28, maximum_units } = experiment;
  const limits = [
    ...(end_at ? [written(end_at)] : []),
    `after ${maximum_days} days`,
    ...(maximum_units ? [`with ${maximum_units.toLocaleString("en")} units`] : []),
  ];
  return limits.join(" or ");
}

function clausesOf(criteria: Criteria): string[] {
  const lists: Partial<Record<(typeof LISTS)[number], string[]>> = criteria;
  const named = LISTS.flatMap((name) => {
    const values = lists[name] ?? [];
    return values.length > 0 ? [`${words(name)} ${values.join(" or ")}`] : [];
  });
  const attributes = Object.entries(criteria.attributes ?? {}).map(
    ([attribute, values]) => `${attribute} ${(values as Json[]).map(valueInWords).join(" or ")}`,
  );
  const conditions = criteria.conditions ?? [];
  const told = conditions.length > 0 ? [conditionsInWords(conditions)] : [];
  return [...named, ...attributes, ...told];
}
