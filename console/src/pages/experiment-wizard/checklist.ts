/** What of a checklist has to be done before the start, and where. */

import type { Checklist, ChecklistItem } from "../../api/types.js";
import { PHASES } from "../experiment/checklistWords.js";

/** The item that may be waived: events that can only come once the experiment runs. */
export const EVENTS = "events";
export const SIGN_OFF = "sign_off";

/** Items of the phases before the start. */
export function itemsBeforeStart({ items }: Checklist): ChecklistItem[] {
  return items.filter(({ phase }) => PHASES.some(([each]) => each === phase));
}

/** What keeps it from starting. */
export function missingItems(checklist: Checklist, acceptsUnseen: boolean): ChecklistItem[] {
  const isWaived = ({ key }: ChecklistItem) => acceptsUnseen && key === EVENTS;
  return itemsBeforeStart(checklist).filter((item) => !item.done && !isWaived(item));
}
