/** Changes of a flag at times to come, in words. */

import type { ScheduledChange } from "../../api/types.js";
import { written } from "../../parts/moments.js";

/** `21 Nov 2026, 14:05: switch it on; everybody else gets blue`. */
export function scheduledInWords(change: ScheduledChange): string {
  return `${written(change.at)}: ${effectInWords(change)}`;
}

/** What it does when its time has come. */
export function effectInWords({ enabled, default_variant, rollout }: ScheduledChange): string {
  const parts = [
    enabled == null ? "" : `switch it ${enabled ? "on" : "off"}`,
    rollout ? `${rollout.percentage} % of everybody else get ${rollout.variant}` : "",
    default_variant ? `everybody else gets ${default_variant}` : "",
  ];
  return parts.filter(Boolean).join("; ");
}

/** A change to come, as it is typed; empty texts leave things as they are. */
export interface Planned {
  at: string | null;
  enabled: string;
  standard: string;
  shared: string;
  percentage: number | null;
}

/** What is wrong with it, by field; `effect` stands for all that it could change. */
interface PlannedProblems {
  at?: string;
  effect?: string;
  percentage?: string;
}

export function problemsOfPlanned(planned: Planned, now: number): PlannedProblems {
  const { at, enabled, standard, shared, percentage } = planned;
  const isShare = percentage !== null && percentage >= 0 && percentage <= 100;
  return {
    ...(at === null && { at: "Choose a day." }),
    ...(at !== null && Date.parse(at) <= now && { at: "Choose a time that is yet to come." }),
    ...(!enabled && !standard && !shared && { effect: "Choose something that is to change." }),
    ...(shared && !isShare && { percentage: "Write a percentage from 0 to 100." }),
  };
}

/** The change that was typed, once there is no problem with it. */
export function plannedChange(planned: Planned): ScheduledChange {
  const { at, enabled, standard, shared, percentage } = planned;
  return {
    at: at ?? "",
    ...(enabled && { enabled: enabled === "on" }),
    ...(standard && { default_variant: standard }),
    ...(shared && { rollout: { variant: shared, percentage: percentage ?? 0 } }),
  };
}
