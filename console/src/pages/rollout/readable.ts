/** A rollout as its history shows it: what people wrote, and what its steps did in their words. */

import type { Json, Rollout } from "../../api/types.js";
import { durationInWords } from "../../parts/fields/durations.js";
import { written } from "../../parts/moments.js";
import { audienceInWords, type Planned, plannedStages } from "./plan.js";

const MOMENTS = ["start_at", "started_at", "entered_at", "next_at", "ended_at"] as const;

/** What stages are made of, and what nobody wrote. */
const IN_WORDS = ["percentage", "user_list", "attributes", "gradual", "stages", "deployment"];

/** What differs between two versions is looked for in these: times as people read them, stages in
 * words and from 1 on, of runs and alarms how many, and nothing that says nothing. */
export function readable(rollout: Partial<Rollout>): Record<string, Json> {
  const { runs = [], seen_alarms = [], stage, ...rest } = rollout;
  const moments = MOMENTS.map((field) => {
    const moment = rollout[field];
    return [field, moment ? `at ${written(moment)}` : null] as const;
  });
  const shown: Record<string, unknown> = {
    ...without(rest, IN_WORDS),
    ...stagesInWords(rollout),
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

function without(rollout: object, fields: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(rollout).filter(([field]) => !fields.includes(field)));
}

function stagesInWords(rollout: Planned): Record<string, string> {
  const each = plannedStages(rollout).map((stage, at) => {
    const whom = audienceInWords(stage, Infinity);
    return [`stage ${at + 1}`, `for ${whom}, then ${durationInWords(stage.wait)}`] as const;
  });
  return Object.fromEntries(each);
}
