/** How a checklist reads, on the page of an experiment and where one is designed. */

import type { ChecklistItem } from "../../api/types.js";

/** The phases before the start, in words. */
export const PHASES: readonly (readonly [ChecklistItem["phase"], string])[] = [
  ["design", "Design"],
  ["setup", "Setup"],
  ["validation", "Validation"],
  ["pre_launch", "Before the start"],
];

/** What a detail names by its name in the API, by its label here; the longest first. */
const LABELS: readonly (readonly [string, string])[] = [
  ["start with accept_unseen_events", "accept it when you start it"],
  ["plan.minimum_detectable_effect", "the smallest effect that matters"],
  ["plan.baseline_deviation", "the standard deviation"],
  ["plan.planned_units", "the planned units"],
  ["plan.minimum_days", "the days at least"],
  ["plan.baseline", "the baseline"],
  ["metrics.guardrails", "the guardrails"],
  ["metrics.goals", "the goals"],
  ["maximum_units", "The most units in all"],
  ["end_at", "The set end"],
];

/** A detail as it is read in the console. */
export function inLabels(detail: string): string {
  return LABELS.reduce((words, [name, label]) => words.replaceAll(name, label), detail);
}
