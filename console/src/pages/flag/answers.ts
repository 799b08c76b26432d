/** What a flag answers in one environment, as sentences in the order in which they are asked. */

import type { Settings } from "../../api/types.js";
import { ruleInWords } from "../../parts/words.js";

/** One step: the first that applies answers. */
export interface Step {
  /** What it is: `Rule: Staff see it first`. */
  title: string;
  sentence: string;
}

const MOST_UNITS = 5;
const NO_VALUE = "nothing, so that the default in your code holds";

/** The steps from the switch to the default variant. */
export function stepsOf(settings: Settings): Step[] {
  const off = settings.off_variant ?? NO_VALUE;
  if (!settings.enabled) return [{ title: "Switched off", sentence: `Everybody: ${off}` }];
  return [
    ...prerequisites(settings, off),
    ...targets(settings),
    ...rules(settings),
    ...share(settings),
    { title: "Otherwise", sentence: `Everybody else: ${settings.default_variant}` },
  ];
}

function prerequisites({ prerequisites: asked = {} }: Settings, off: string): Step[] {
  return Object.entries(asked).map(([flagKey, variants]) => ({
    title: "Prerequisite",
    sentence: `Unless ${flagKey} answers ${variants.join(" or ")}: ${off}`,
  }));
}

function targets({ targets: named = {} }: Settings): Step[] {
  return Object.entries(named).map(([variant, units]) => {
    const shown = units.slice(0, MOST_UNITS).join(", ");
    const more = units.length > MOST_UNITS ? ` and ${units.length - MOST_UNITS} more` : "";
    return { title: "Named units", sentence: `${shown}${more}: ${variant}` };
  });
}

function rules({ rules: asked = [] }: Settings): Step[] {
  return asked.map((rule, at) => ({
    title: `Rule ${at + 1}${rule.name || rule.id ? `: ${rule.name || rule.id}` : ""}`,
    sentence: ruleInWords(rule),
  }));
}

function share({ rollout }: Settings): Step[] {
  if (!rollout) return [];
  const sentence = `${rollout.percentage} % of everybody else: ${rollout.variant}`;
  return [{ title: "Share", sentence }];
}
