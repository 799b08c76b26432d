/** What was written and not saved yet, kept by this tab: it is still there after a reload, and
 * when one comes back. */

import type { Draft } from "./draft.js";

interface Unsaved {
  /** The version that it was written over; 0 for none. */
  version: number;
  draft: Draft;
}

const PLACE = "burgee.draft.";
/** Of a design that has no key yet. */
export const NEW = "";

/** What was kept of an experiment, if it was written over this very version. */
export function readUnsaved(key: string, version: number): Draft | null {
  const kept = sessionStorage.getItem(PLACE + key);
  if (kept === null) return null;
  const unsaved = JSON.parse(kept) as Unsaved;
  return unsaved.version === version ? unsaved.draft : null;
}

export function keepUnsaved(key: string, unsaved: Unsaved): void {
  sessionStorage.setItem(PLACE + key, JSON.stringify(unsaved));
}

export function forgetUnsaved(key: string): void {
  sessionStorage.removeItem(PLACE + key);
}
