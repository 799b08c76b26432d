/** How a rollout and its guardrails stand, in words. */

import type { Breach, Guardrail, MetricType, Reading, Rollout, Signal } from "../../api/types.js";
import { audienceInWords, plannedStages } from "./plan.js";

/** What a guardrail listens to, in words. */
export const SIGNALS: Record<Signal, string> = {
  error_rate: "Errors",
  latency: "Speed",
  negative_feedback: "Negative feedback",
  satisfaction: "Satisfaction",
  custom: "Something else",
};

/** Metrics whose number of a unit is 1 or 0, so that a value is a share of units. */
const RATES: readonly MetricType[] = ["conversion_rate", "retention", "funnel_step"];
const DIGITS = 4;
const LEAST_P = 0.0001;
const P_DIGITS = 2;

/** What is found of one guardrail: breached (and whether that acts), waiting, or fine. */
export type Finding = "breached" | "told" | "not met" | "not judged" | "fine";

/** A guardrail with what was found of it. */
export interface Judged {
  guardrail: Guardrail;
  reading: Reading | undefined;
  breaches: readonly Breach[];
}

/** The finding of a guardrail, the worst one. */
export function findingOf({ reading, breaches }: Judged): Finding {
  if (breaches.some(({ acts }) => acts)) return "breached";
  if (breaches.length > 0) return "told";
  if (reading === undefined) return "not judged";
  return reading.criterion_met === false ? "not met" : "fine";
}

/** Whether a metric's value is a share of units, which people read in percent. */
export function isRate(type: MetricType): boolean {
  return RATES.includes(type);
}

/** A value of a metric as people read it: shares of units in percent. */
export function valueOf(type: MetricType, value: number | null | undefined): string {
  if (value == null) return "no data yet";
  return isRate(type) ? inPercent(value) : number(value);
}

/** `0.1 %` of 0.001. */
export function inPercent(share: number): string {
  return `${number(share * 100)} %`;
}

/** `at most 5 %`: the bound of a guardrail, seen from the side that is good. */
export function boundOf({ metric }: Guardrail, bound: number): string {
  const isLow = (metric.direction ?? "increase") === "decrease";
  return `${isLow ? "at most" : "at least"} ${valueOf(metric.type, bound)}`;
}

/** A p-value, never as 0. */
export function pInWords(p: number | null | undefined): string {
  if (p == null) return "not compared";
  return p < LEAST_P ? `below ${LEAST_P}` : String(Number(p.toPrecision(P_DIGITS)));
}

/** Who gets what now, as a sentence. */
export function servedInWords(rollout: Rollout): string {
  const { flag, variant, environment, status = "pending", is_settled } = rollout;
  const reached = plannedStages(rollout)[rollout.stage ?? -1];
  if (status === "completed" && is_settled) {
    return `It is complete: ${flag} says by itself now what it gave.`;
  }
  if (reached === undefined || status === "rolled_back" || status === "aborted") {
    return `It gives ${variant} to nobody: ${flag} answers in ${environment} by its own rules.`;
  }
  return `${flag} is ${variant} for ${audienceInWords(reached)} in ${environment}.`;
}

function number(value: number): string {
  return String(Number(value.toPrecision(DIGITS)));
}
