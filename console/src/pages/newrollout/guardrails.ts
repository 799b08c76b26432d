/** Guardrails as a form writes them: what each signal begins with, and how numbers are asked for. */

import type { Guardrail, Metric, MetricType, Signal } from "../../api/types.js";

/** What a guardrail listens to: its word, and how it is mostly measured. */
export interface SignalWords {
  word: string;
  about: string;
  begins: Pick<Metric, "type" | "direction">;
}

export const SIGNALS: Record<Signal, SignalWords> = {
  error_rate: {
    word: "Errors",
    about: "How many units meet an error.",
    begins: { type: "conversion_rate", direction: "decrease" },
  },
  latency: {
    word: "Speed",
    about: "How long something takes.",
    begins: { type: "average_value", direction: "decrease" },
  },
  negative_feedback: {
    word: "Negative feedback",
    about: "How many units complain.",
    begins: { type: "conversion_rate", direction: "decrease" },
  },
  satisfaction: {
    word: "Satisfaction",
    about: "How content units say that they are.",
    begins: { type: "average_value", direction: "increase" },
  },
  custom: {
    word: "Something else",
    about: "Any other number that must not get worse.",
    begins: { type: "conversion_rate", direction: "increase" },
  },
};

/** How a guardrail is measured, in words. Types that are not here need more than one event. */
export const MEASURES: Partial<Record<MetricType, string>> = {
  conversion_rate: "Share of units with the event",
  count: "Events per unit",
  average_value: "Average of a value of the event",
  sum: "Sum of a value, per unit",
  duration: "Average duration",
  quantile: "Percentile of a value",
};

/** Types whose number comes from a property of the event. */
export const WITH_VALUE: readonly MetricType[] = ["average_value", "sum", "duration", "quantile"];

const P95 = 0.95;

/** A guardrail for a signal, to be filled in. */
export function newGuardrail(signal: Signal): Guardrail {
  return { signal, metric: { key: "", event_name: "", ...SIGNALS[signal].begins } };
}

/** The same metric measured otherwise: fields that only another type has are left out. */
export function measuredAs(metric: Metric, type: MetricType): Metric {
  const { quantile, denominator, begin, after, cap, value_property, ...rest } = metric;
  return {
    ...rest,
    type,
    ...(WITH_VALUE.includes(type) && value_property && { value_property }),
    ...(type === "quantile" && { quantile: quantile ?? P95 }),
  };
}
