/** Types of metrics in words, and which fields each of them has. */

import type { Metric } from "../../api/types.js";
import type { Choice } from "../../parts/fields/choices.js";
import { durationInWords } from "../../parts/fields/durations.js";
import { typedNumber } from "../../parts/fields/numbers.js";
import type { MetricRole } from "./draft.js";

export type MetricType = Metric["type"];
export type Aggregation = NonNullable<Metric["aggregation"]>;

/** Fields that not every type has. */
export type TypedField =
  | "value_property"
  | "aggregation"
  | "denominator"
  | "cap"
  | "begin"
  | "after"
  | "quantile";

interface TypeInWords {
  label: string;
  /** A unit's number. */
  description: string;
  /** What it cannot do without. */
  needs: readonly TypedField[];
  /** What it also takes; folded up where it is edited. */
  takes: readonly TypedField[];
  /** What it says, for a metric of an event: `share of units with purchase`. */
  says: (metric: Metric) => string;
}

const percent = (share: number | null | undefined) => `${typedNumber(share ?? 0.5, 100)} %`;
const property = ({ value_property }: Metric) => value_property || "value";

export const METRIC_TYPES: Record<MetricType, TypeInWords> = {
  conversion_rate: {
    label: "Conversion rate",
    description: "The share of units that had the event at least once.",
    needs: [],
    takes: [],
    says: ({ event_name }) => `share of units with ${event_name}`,
  },
  count: {
    label: "Count",
    description: "How many of the events a unit had.",
    needs: [],
    takes: ["aggregation", "value_property", "cap"],
    says: ({ event_name }) => `how often ${event_name} came per unit`,
  },
  sum: {
    label: "Sum",
    description: "A unit's sum of a number that comes with the event, as revenue.",
    needs: ["value_property"],
    takes: ["aggregation", "cap"],
    says: (metric) => `sum of ${property(metric)} in ${metric.event_name} per unit`,
  },
  average_value: {
    label: "Average value",
    description: "The number that comes with the event, on average over all events.",
    needs: ["value_property"],
    takes: ["aggregation", "cap"],
    says: (metric) => `average ${property(metric)} of ${metric.event_name}`,
  },
  duration: {
    label: "Duration",
    description: "How long something took, on average over all events.",
    needs: ["value_property"],
    takes: ["aggregation", "cap"],
    says: (metric) => `average ${property(metric)} of ${metric.event_name}, a duration`,
  },
  ratio: {
    label: "Ratio",
    description: "One sum over another, as revenue per order.",
    needs: ["value_property", "denominator"],
    takes: ["aggregation", "cap"],
    says: ({ event_name, denominator }) => `${event_name} per ${denominator?.event_name ?? "…"}`,
  },
  quantile: {
    label: "Quantile",
    description: "The number below which a share of the units lies, as the slowest tenth.",
    needs: ["quantile", "value_property"],
    takes: ["aggregation", "cap"],
    says: (metric) =>
      `${percent(metric.quantile)} quantile of ${property(metric)} in ${metric.event_name}`,
  },
  retention: {
    label: "Retention",
    description: "The share of units that came back: the event came again after some days.",
    needs: ["begin"],
    takes: [],
    says: ({ event_name, begin }) =>
      `share of units with ${event_name} later than ${durationInWords(begin ?? "…")}`,
  },
  time_to_event: {
    label: "Time to the event",
    description: "Seconds until the first event, of the units that had one.",
    needs: [],
    takes: ["cap"],
    says: ({ event_name }) => `time until ${event_name}`,
  },
  funnel_step: {
    label: "Step of a funnel",
    description: "The share of units with the event after others that lead to it.",
    needs: ["after"],
    takes: [],
    says: ({ event_name, after = [] }) =>
      `share of units with ${[...after, event_name].join(" → ")}`,
  },
};

export const TYPE_CHOICES: readonly Choice<MetricType>[] = (
  Object.entries(METRIC_TYPES) as [MetricType, TypeInWords][]
).map(([value, { label, description }]) => ({ value, label, description }));

export const AGGREGATIONS: readonly Choice<Aggregation | "">[] = [
  { value: "", label: "As usual for the type" },
  { value: "sum", label: "Sum", description: "All of a unit's numbers together." },
  { value: "average", label: "Average", description: "The mean of a unit's numbers." },
  { value: "count", label: "Count", description: "How many events a unit had." },
  {
    value: "unique_count",
    label: "Count of different values",
    description: "How many different values a unit had, up to 100.",
  },
  { value: "last", label: "Last", description: "The newest number of a unit." },
];

const OWN_OF_TYPES: readonly TypedField[] = [
  "value_property",
  "aggregation",
  "denominator",
  "cap",
  "begin",
  "after",
  "quantile",
];

/** What a type needs from the beginning. */
const NEEDED: Partial<Record<MetricType, Partial<Metric>>> = {
  ratio: { denominator: { event_name: "", value_property: "value", aggregation: "sum" } },
  quantile: { quantile: 0.9 },
  retention: { begin: "7d", window: "14d" },
};

/** A metric as one of another type: without what only its old type had. */
export function asType(metric: Metric, type: MetricType): Metric {
  const { needs, takes } = METRIC_TYPES[type];
  const dropped = OWN_OF_TYPES.filter((field) => !needs.includes(field) && !takes.includes(field));
  const kept = Object.fromEntries(
    Object.entries(metric).filter(([name]) => !dropped.includes(name as TypedField)),
  ) as Metric;
  return { ...kept, ...NEEDED[type], type };
}

/** A metric in a sentence: `Share of units with purchase, within 7 days. Less is good.` */
export function metricInWords(metric: Metric): string {
  const says = METRIC_TYPES[metric.type].says(metric);
  const within = `within ${durationInWords(metric.window ?? "14d")}`;
  const less = metric.direction === "decrease" ? " Less is good." : "";
  return `${says.charAt(0).toUpperCase()}${says.slice(1)}, ${within}.${less}`;
}

/** Roles of metrics in words. */
export const ROLES: Record<MetricRole, { title: string; one: string; description: string }> = {
  goals: {
    title: "Goals",
    one: "goal",
    description: "What decides. One is best: each further goal takes more units.",
  },
  secondary: {
    title: "Secondary metrics",
    one: "secondary metric",
    description: "What helps to understand the result. Nothing is decided by them.",
  },
  guardrails: {
    title: "Guardrails",
    one: "guardrail",
    description: "What must not get worse, as errors or the time that a page takes.",
  },
};

/** A new metric of a role: most guardrails count what should be rare. */
export function newMetric(role: MetricRole, taken: readonly string[]): Metric {
  const isGuardrail = role === "guardrails";
  return {
    key: freeKey(isGuardrail ? "guardrail" : "metric", taken),
    name: "",
    type: isGuardrail ? "count" : "conversion_rate",
    event_name: "",
    window: "7d",
    direction: isGuardrail ? "decrease" : "increase",
  };
}

/** A key like a wanted one that nothing else has. */
export function freeKey(wanted: string, taken: readonly string[]): string {
  if (!taken.includes(wanted)) return wanted;
  let number = 2;
  while (taken.includes(`${wanted}-${number}`)) number += 1;
  return `${wanted}-${number}`;
}
