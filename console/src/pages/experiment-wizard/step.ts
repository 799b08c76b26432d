import type { Draft } from "./draft.js";

/** What every step is given. */
export interface StepProps {
  draft: Draft;
  edit: (edit: (draft: Draft) => Draft) => void;
  /** Whether it was saved already: its key is given then. */
  isStored: boolean;
}
