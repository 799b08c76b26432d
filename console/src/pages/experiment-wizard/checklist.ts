/** What of a checklist has to be done before the start, and where. */

import type { Checklist, ChecklistItem } from "../../api/types.js";

type Phase = ChecklistItem["phase"];

/** The item that may be waived: events that can only come once the experiment runs. */
export const EVENTS = "events";
export const SIGN_OFF = "sign_off";

/** The phases before the start, in words. */
export const PHASES: readonly (readonly [Phase, string])[] = [
  ["design", "Design"],
  ["setup", "Setup"],
  ["validation", "Validation"],
  ["pre_launch", "Before the start"],
];

/** What a detail names by its name in the API, by its label here; the longest first. */
const LABELS: readonly (readonly [string, string])[] = [
  ["start with accept_unseen_events", "accept it below"],
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

/** Items of the phases before the start. */
export function itemsBeforeStart({ items }: Checklist): ChecklistItem[] {
  return items.filter(({ phase }) => PHASES.some(([each]) => each === phase));
}

/** What keeps it from starting. */
export function missingItems(checklist: Checklist, acceptsUnseen: boolean): ChecklistItem[] {
  const isWaived = ({ key }: ChecklistItem) => acceptsUnseen && key === EVENTS;
  return itemsBeforeStart(checklist).filter((item) => !item.done && !isWaived(item));
}
