/**
 * Operators over what a unit did, from the `actions` of its context:
 *
 *     { purchase: { last: "2026-11-20T08:00:00Z",
 *                   days: { "2026-11-20": { count: 2, value: 30.5 } } } }
 *
 * Counts and values are kept per UTC day, so `within` reaches back by whole days.
 */

import { type EvaluationContext, isObject, ownEntry } from "./context.js";
import type { ExactJson } from "./json.js";
import { isNumber, type Operator } from "./predicates.js";
import { exactSum } from "./sums.js";
import {
  DAY_SECONDS,
  durationSeconds,
  parseDate,
  roundedToMicroseconds,
  secondsOf,
} from "./timestamps.js";

// An engagement level is the number of distinct days with any action in the last 28.
const ENGAGEMENT_DAYS = 28;
const ENGAGEMENT_LEVELS = [
  ["high", 12],
  ["medium", 4],
  ["low", 1],
] as const;

interface Limits {
  readonly at_least?: number | bigint;
  readonly at_most?: number | bigint;
}

interface Totals extends Limits {
  readonly action: string;
  readonly within?: string;
}

function actionsOf({ actions }: EvaluationContext): EvaluationContext {
  return isObject(actions) ? actions : {};
}

/** The days of an action, and what was counted on each, from a day since 1970 on. */
function* daysOf(action: unknown, since: number): Generator<[number, EvaluationContext]> {
  const days = isObject(action) ? ownEntry(action, "days") : undefined;
  for (const [text, tally] of isObject(days) ? Object.entries(days) : []) {
    const day = parseDate(text);
    if (day !== undefined && day >= since && isObject(tally)) yield [day, tally];
  }
}

function daysSince(now: number, within: number): number {
  return Math.floor((roundedToMicroseconds(now) - within) / DAY_SECONDS);
}

function isWithinLimits(amount: number, { at_least, at_most }: Limits): boolean {
  return amount >= (at_least ?? amount) && amount <= (at_most ?? amount);
}

function actionTotal(field: "count" | "value"): Operator {
  return (_attribute, value: ExactJson, { clock }) => {
    const written = value as unknown as Totals;
    const within = durationSeconds(written.within) ?? Infinity;
    return (context) => {
      const action = ownEntry(actionsOf(context), written.action);
      const amounts = [...daysOf(action, daysSince(clock(), within))]
        .map(([, tally]) => ownEntry(tally, field))
        .filter(isNumber)
        .map(Number);
      return isWithinLimits(exactSum(amounts), written);
    };
  };
}

const actionRecency: Operator = (_attribute, value: ExactJson, { clock }) => {
  const written = value as unknown as { action: string; at_least?: string; at_most?: string };
  const least = durationSeconds(written.at_least);
  const most = durationSeconds(written.at_most);
  return (context) => {
    const action = ownEntry(actionsOf(context), written.action);
    const last = isObject(action) ? secondsOf(ownEntry(action, "last")) : undefined;
    if (last === undefined) return false;
    const ago = clock() - last;
    return ago >= (least ?? ago) && ago <= (most ?? ago);
  };
};

const engagementLevel: Operator = (_attribute, value: ExactJson, { clock }) => {
  const levels = new Set((value as unknown as { levels: readonly string[] }).levels);
  return (context) => {
    const since = daysSince(clock(), (ENGAGEMENT_DAYS - 1) * DAY_SECONDS);
    const active = new Set<number>();
    for (const action of Object.values(actionsOf(context))) {
      for (const [day] of daysOf(action, since)) active.add(day);
    }
    return levels.has(levelOf(active.size));
  };
};

/** The level of that many active days in the last 28. */
export function levelOf(activeDays: number): string {
  return ENGAGEMENT_LEVELS.find(([, least]) => activeDays >= least)?.[0] ?? "none";
}

export const BEHAVIOURAL: Readonly<Record<string, Operator>> = {
  action_count: actionTotal("count"),
  action_value: actionTotal("value"),
  action_recency: actionRecency,
  engagement_level: engagementLevel,
};
