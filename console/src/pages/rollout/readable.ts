/** A rollout as its history shows it: what people wrote, and what its steps did in their words. */

import type { Json, Rollout } from "../../api/types.js";
import { written } from "../../parts/moments.js";

const MOMENTS = ["start_at", "started_at", "entered_at", "next_at", "ended_at"] as const;

/** What differs between two versions is looked for in these: times as people read them, stages from
 * 1 on, of runs and alarms how many, and nothing that says nothing. */
export function readable(rollout: Partial<Rollout>): Record<string, Json> {
  const { runs = [], seen_alarms = [], stage, deployment: _, ...rest } = rollout;
  const moments = MOMENTS.map((field) => {
    const moment = rollout[field];
    return [field, moment ? `at ${written(moment)}` : null] as const;
  });
  const shown: Record<string, unknown> = {
    ...rest,
    ...Object.fromEntries(moments),
    stage: stage == null ? null : stage + 1,
    "stages compared": runs.length || null,
    "alarms heard": seen_alarms.length || null,
  };
  return Object.fromEntries(Object.entries(shown).filter(([, value]) => says(value))) as Record<
    string,
    Json
  >;
}

function says(value: unknown): boolean {
  if (value === null || value === undefined || value === "" || value === false) return false;
  return !Array.isArray(value) || value.length > 0;
}
