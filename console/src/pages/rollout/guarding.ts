/** How a rollout is judged, and which alarms are made for it, in words. */

import type { Guardrail, MadeAlarm, Rollout, Signal, Spikes, Trigger } from "../../api/types.js";
import { durationInWords } from "../../parts/fields/durations.js";
import { inPercent, valueOf } from "./standing.js";

interface TriggerInWords {
  label: string;
  about: string;
}

/** What can take a rollout back besides alarms. */
export const TRIGGERS: Record<Trigger, TriggerInWords> = {
  harm: {
    label: "Harm",
    about: "The new variant is worse than the old one, and that is no chance.",
  },
  threshold: {
    label: "A threshold",
    about: "The new variant's own value is beyond the threshold of its guardrail.",
  },
  error_rate_spike: {
    label: "A sudden rise of errors",
    about: "Of guardrails that listen to errors.",
  },
  performance_degradation: {
    label: "Suddenly slow answers",
    about: "Of guardrails that listen to speed.",
  },
  negative_feedback_spike: {
    label: "A sudden rise of negative feedback",
    about: "Of guardrails that listen to negative feedback.",
  },
};

/** What the API takes where nothing is said. */
export const ALPHA = 0.05;
export const SPIKES: Required<Spikes> = { window: "5m", baseline: "24h", ratio: 3, p: 0.001 };
export const MEASURING = { statistic: "Average", period_seconds: 60, periods: 2 } as const;

/** The triggers that are switched off: what they find is told, and does not act. */
export function triggersOff({ triggers = {} }: Pick<Rollout, "triggers">): Trigger[] {
  return (Object.keys(TRIGGERS) as Trigger[]).filter((each) => triggers[each] === false);
}

/** `Over 5 minutes at least 3 times ...`: what a sudden rise is. */
export function spikeInWords(spikes: Spikes = {}): string {
  const { window, baseline, ratio, p } = { ...SPIKES, ...spikes };
  return (
    `Over ${durationInWords(window)} at least ${ratio} times the rate of the ` +
    `${durationInWords(baseline)} before, and by chance less likely than ${inPercent(p)}`
  );
}

/** `slow: Slow pages above 900 in 2 periods of 60 seconds`. */
export function madeAlarmInWords(alarm: MadeAlarm, guardrails: readonly Guardrail[] = []): string {
  const { name, above } = alarm;
  const { periods, period_seconds } = { ...MEASURING, ...alarm };
  const metric = guardrails.find((each) => each.metric.key === alarm.guardrail)?.metric;
  const what = metric?.name || alarm.guardrail || `${alarm.namespace} ${alarm.metric_name}`;
  const limit = metric ? valueOf(metric.type, above) : String(above);
  const often = periods === 1 ? "one period" : `${periods} periods`;
  return `${name}: ${what} above ${limit} in ${often} of ${period_seconds} seconds`;
}

/** The kind of an alarm of a guardrail, by what that listens to. */
export const KIND_OF_SIGNAL: Record<Signal, MadeAlarm["kind"]> = {
  error_rate: "error_rate",
  latency: "latency",
  negative_feedback: "custom",
  satisfaction: "custom",
  custom: "custom",
};
