/** What was written and not saved yet, kept by this tab: it is still there after a reload, and
 * when one comes back. */

import { type Draft, draftOf } from "./draft.js";

interface Unsaved {
  /** The version that it was written over; 0 for none. */
  version: number;
  draft: Draft;
}

const PREFIX = "burgee.draft.";

/** What was kept in a place, if it was written over this very version; with a default for each
 * field that an earlier console did not have. */
export function readUnsaved(place: string, version: number): Draft | null {
  const kept = sessionStorage.getItem(PREFIX + place);
  if (kept === null) return null;
  const unsaved = JSON.parse(kept) as Unsaved;
  return unsaved.version === version ? draftOf(unsaved.draft) : null;
}

export function keepUnsaved(place: string, unsaved: Unsaved): void {
  sessionStorage.setItem(PREFIX + place, JSON.stringify(unsaved));
}

export function forgetUnsaved(place: string): void {
  sessionStorage.removeItem(PREFIX + place);
}
