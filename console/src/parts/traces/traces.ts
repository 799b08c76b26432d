/** The steps of a trace in words: what was asked, and whether it held. */

import type { Json, Node } from "../../api/types.js";
import { conditionsInWords, valueInWords } from "../words.js";

/** One thing that was asked. `within`: what it was made of. */
export interface Said {
  words: string;
  holds: boolean;
  within: Said[];
}

type Range = readonly [low: number, high: number, of?: string | number];

/** A condition of a trace is the condition, with whether it matched. */
export interface Traced {
  and?: Traced[];
  or?: Traced[];
  not?: Traced;
  matched: boolean;
}

interface Given {
  reason: string;
  variant: string;
  value?: Json;
}

interface Gate {
  gate?: string;
  bucket: number;
  ranges: Range[];
  passed: boolean;
}

interface Split {
  bucket: number;
  ranges: Range[];
  stratum?: string[];
}

interface Share {
  stage?: number;
  named?: boolean;
  in: boolean;
  ranges?: Range[];
  bucket?: number;
  conditions?: Traced[];
}

/** Any step, as the API writes it: what it is, and what that kind of step says. */
export interface Step {
  step: string;
  enabled?: boolean;
  flag?: string;
  accepted?: string[];
  answer?: Given;
  met?: boolean;
  variant?: string | null;
  experiment?: string;
  outcome?: string;
  answers?: boolean;
  probabilities?: Record<string, number>;
  rule?: string;
  rollout?: string;
  stage?: number;
  excluded?: boolean;
  run?: number | { number: number; variant: string };
  shares?: Share[];
  conditions?: Traced[];
  gates?: Gate[];
  split?: Split;
  error?: string;
  missing_attribute?: string;
}

const BUCKETS_PER_PERCENT = 1000;

/** Why an experiment decides for a unit, or does not. */
export const OUTCOMES: Readonly<Record<string, string>> = {
  assigned: "it drew this variant",
  stored: "the unit met it before, and keeps it",
  halted: "it is stopped: everybody gets its control",
  no_unit: "the unit has no value to draw by",
  opted_out: "the unit takes part in no experiment",
  excluded_unit: "the unit is excluded",
  excluded_experiment: "the unit takes part in an experiment that it excludes",
  ineligible: "the unit is not eligible",
  paused: "it is paused and takes nobody new",
  holdout: "the unit is held out of all experiments",
  group: "another experiment of its exclusion group may have the unit",
  traffic: "the unit is outside of its traffic",
  split: "the unit is outside of its split",
  no_draw: "its variant is drawn when the unit meets it",
};

/** What each kind of step says. */
const STEPS: Readonly<Record<string, (step: Step) => Said>> = {
  enabled: ({ enabled = false }) => said(enabled ? "It is switched on" : "It is off", enabled),
  prerequisite,
  targets: ({ variant }) =>
    said(variant ? `The unit is named for ${variant}` : "The unit is not named", Boolean(variant)),
  experiment,
  rule,
  rollout,
  default: ({ variant }) => said(`Otherwise: ${variant}`, true),
  error: ({ error, missing_attribute: missing }) =>
    said(missing ? `It draws by ${missing}, which is not known` : `It failed: ${error}`, false),
};

/** A step in words. */
export function stepInWords(step: Step): Said {
  return (STEPS[step.step] ?? ((other: Step) => said(other.step, false)))(step);
}

/** A traced condition, and all under it. */
export function tracedInWords(traced: Traced): Said {
  const { and, or, not, matched } = traced;
  if (and) return { words: "All of these hold", holds: matched, within: and.map(tracedInWords) };
  if (or) return { words: "One of these holds", holds: matched, within: or.map(tracedInWords) };
  if (not) return { words: "This does not hold", holds: matched, within: [tracedInWords(not)] };
  return said(conditionsInWords([traced as unknown as Node]), matched);
}

function said(words: string, holds: boolean): Said {
  return { words, holds, within: [] };
}

function prerequisite({ flag, accepted = [], answer, met = false }: Step): Said {
  const found = answer?.variant || "nothing";
  const words = `The flag ${flag} must answer ${accepted.join(" or ")}: it answers ${found}`;
  return said(words, met);
}

function experiment(step: Step): Said {
  const { variant, outcome = "", probabilities = {}, answers = true } = step;
  const why = OUTCOMES[outcome] ?? outcome;
  const gives = variant ? `: ${variant}` : "";
  const silent = answers ? "" : ". It says nothing of this flag";
  const likely = Object.entries(probabilities).map(
    ([key, share]) => `${key} ${percent(share * 100)}`,
  );
  return {
    words: `The experiment ${step.experiment}${gives}, as ${why}${silent}`,
    holds: Boolean(variant) && answers,
    within: [...chances(step), said(`Likely beforehand: ${likely.join(", ")}`, true)],
  };
}

function rule(step: Step): Said {
  const isShare = step.rule === "rollout" && !step.conditions;
  const name = isShare ? "The share of everybody" : `The rule ${step.rule}`;
  const gives = step.variant ? `: ${step.variant}` : " is not for this unit";
  return { words: name + gives, holds: Boolean(step.variant), within: chances(step) };
}

function rollout(step: Step): Said {
  const { variant, stage = 0, excluded, shares = [], run } = step;
  const name = `The rollout ${step.rollout}, at stage ${stage + 1}`;
  const gives = variant ? `: ${variant}` : " has not come to this unit";
  const counted =
    typeof run === "object"
      ? [said(`Counted in its run ${run.number} as ${run.variant}`, true)]
      : [];
  return {
    words: excluded ? `${name}, excludes this unit` : name + gives,
    holds: Boolean(variant),
    within: [...shares.map(shareInWords), ...counted],
  };
}

function shareInWords({ stage = 0, named, bucket, ranges = [], conditions = [], ...share }: Share) {
  if (named !== undefined) {
    const words = `Stage ${stage + 1}: this unit is ${share.in ? "" : "not "}named`;
    return said(words, share.in);
  }
  const drawn = bucket === undefined ? "" : `Drawn at ${slot(bucket)}; `;
  const spans = ranges.map(([low, high, at]) => `${span(low, high)} (stage ${Number(at) + 1})`);
  const words = `${drawn}in are ${spans.join(", ")}`;
  return { words, holds: share.in, within: conditions.map(tracedInWords) };
}

/** Conditions, gates and split of a rule or an experiment. */
function chances({ conditions = [], gates = [], split, variant }: Step): Said[] {
  const drawn = split ? [splitInWords(split, Boolean(variant))] : [];
  return [...conditions.map(tracedInWords), ...gates.map(gateInWords), ...drawn];
}

function gateInWords({ gate, bucket, ranges, passed }: Gate): Said {
  const spans = ranges.map(([low, high]) => span(low, high));
  const name = gate ? `${gate}: d` : "D";
  return said(`${name}rawn at ${slot(bucket)}; in are ${spans.join(", ") || "none"}`, passed);
}

function splitInWords({ bucket, ranges, stratum }: Split, holds: boolean): Said {
  const spans = ranges.map(([low, high, variant]) => `${variant} ${span(low, high)}`);
  const among = stratum ? ` among those with ${valueInWords(stratum)}` : "";
  return said(`Drawn at ${slot(bucket)}${among}: ${spans.join(", ")}`, holds);
}

function slot(bucket: number): string {
  return percent(bucket / BUCKETS_PER_PERCENT);
}

function span(low: number, high: number): string {
  return `${low / BUCKETS_PER_PERCENT} to ${slot(high)}`;
}

function percent(share: number): string {
  return `${Math.round(share * 1000) / 1000} %`;
}
