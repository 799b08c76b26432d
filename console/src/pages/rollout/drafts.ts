/** A rollout as its author writes it, apart from what its steps write. */

import type { OwnOfRollout, Rollout, RolloutDraft } from "../../api/types.js";

/** What only the steps of its life write; covers the API's list by its type. */
const OWN: Record<OwnOfRollout, true> = {
  deployment: true,
  status: true,
  stage: true,
  started_at: true,
  entered_at: true,
  next_at: true,
  ended_at: true,
  because: true,
  is_settled: true,
  is_archived: true,
  runs: true,
  seen_alarms: true,
};

/** What its author wrote of a rollout. */
export function draftOf(rollout: Rollout): RolloutDraft {
  const written = Object.entries(rollout).filter(([field]) => !(field in OWN));
  return Object.fromEntries(written) as RolloutDraft;
}
