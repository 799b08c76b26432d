/** Questions that many first experiments ask, and the metrics that answer them. */

import type { Metric } from "../../api/types.js";
import { type Draft, withMetrics } from "./draft.js";

export type PresetKey = "convert" | "earn" | "use" | "blank";

/** What somebody says of a preset: the events that their applications report. */
export interface PresetWords {
  /** The event that tells that it worked. */
  goal: string;
  /** The event that tells that something broke; empty for none. */
  harm: string;
}

interface Preset {
  title: string;
  description: string;
  /** What the goal's event is, for its label; none where nothing is asked. */
  asks: string;
  example: string;
  goals: (eventName: string) => Metric[];
  /** What follows from the question beside the metrics. */
  also: (draft: Draft) => Draft;
}

const WINDOW = "7d";
const EFFECT = 0.1;
const asItIs = (draft: Draft) => draft;
const withEffect = (draft: Draft) => ({
  ...draft,
  plan: { ...draft.plan, minimum_detectable_effect: EFFECT, minimum_days: 14 },
});

export const PRESETS: Record<PresetKey, Preset> = {
  convert: {
    title: "Do more people do it?",
    description: "Compares the share of units that buy, sign up or finish something.",
    asks: "Event that tells that somebody did it",
    example: "purchase",
    goals: (event_name) => [
      { key: "converted", name: "Converted", type: "conversion_rate", event_name, window: WINDOW },
    ],
    also: withEffect,
  },
  earn: {
    title: "Does it bring in more?",
    description: "Compares what a unit spends on average.",
    asks: "Event that carries the amount as its value",
    example: "purchase",
    goals: (event_name) => [
      { key: "revenue", name: "Revenue", type: "sum", event_name, window: WINDOW },
    ],
    also: withEffect,
  },
  use: {
    title: "Is it used more?",
    description: "Compares how often a unit does something.",
    asks: "Event that is counted",
    example: "page_viewed",
    goals: (event_name) => [
      { key: "uses", name: "Uses", type: "count", event_name, window: WINDOW },
    ],
    also: withEffect,
  },
  blank: {
    title: "Something else",
    description: "Begins without metrics. You choose each of them.",
    asks: "",
    example: "",
    goals: () => [],
    also: asItIs,
  },
};

export const PRESET_KEYS = Object.keys(PRESETS) as PresetKey[];

/** A design with what a preset brings. An event that is not named yet makes no metric. */
export function withPreset(draft: Draft, key: PresetKey, { goal, harm }: PresetWords): Draft {
  const { goals, also } = PRESETS[key];
  const guardrails = harm.trim() ? [errorsOf(harm.trim())] : [];
  const chosen = goal.trim() ? goals(goal.trim()) : [];
  return also(withMetrics(withMetrics(draft, "goals", chosen), "guardrails", guardrails));
}

function errorsOf(event_name: string): Metric {
  const name = "Errors";
  return { key: "errors", name, type: "count", event_name, window: WINDOW, direction: "decrease" };
}
