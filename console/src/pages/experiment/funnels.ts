/** Funnels: metrics that ask for events one after the other. */

import type { Metric, MetricResult, Results, Run } from "../../api/types.js";

/** One step: the events up to this one, in their order, and the metric that counts who came. */
export interface FunnelStep {
  events: readonly string[];
  metric: MetricResult;
}

/** Steps of which each goes on from the one before. */
export type FunnelPath = readonly FunnelStep[];

/** Every funnel that the metrics of a run make, each from its first event to a last one. */
export function funnelsOf(run: Run, look: Results): FunnelPath[] {
  const steps = stepsOf(run, look);
  const lasts = steps.filter((step) => !steps.some((other) => goesOn(step, other)));
  const paths = lasts.map((last) => steps.filter((one) => one === last || goesOn(one, last)));
  const isFunnel = (path: FunnelPath) => path.some(({ events }) => events.length > 1);
  return paths
    .filter(isFunnel)
    .map((path) => [...path].sort((one, other) => one.events.length - other.events.length));
}

function stepsOf(run: Run, look: Results): FunnelStep[] {
  const { goals = [], secondary = [], guardrails = [] } = run.metrics;
  const steps = [...goals, ...secondary, ...guardrails].flatMap((metric) => {
    const found = look.metrics.find(({ metric: key }) => key === metric.key);
    return found && isStep(metric) ? [{ events: eventsOf(metric), metric: found }] : [];
  });
  const unlike = new Map(steps.map((step) => [step.events.join("\n"), step]));
  return [...unlike.values()];
}

function isStep({ type }: Metric): boolean {
  return type === "funnel_step" || type === "conversion_rate";
}

function eventsOf({ after = [], event_name }: Metric): string[] {
  return [...after, event_name];
}

/** Whether `later` begins with all events of `step`. */
function goesOn(step: FunnelStep, later: FunnelStep): boolean {
  const isLonger = later.events.length > step.events.length;
  return isLonger && step.events.every((event, at) => later.events[at] === event);
}
