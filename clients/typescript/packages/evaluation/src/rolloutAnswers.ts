/**
 * What a flag answers where a rollout decides, and who is in the run of the stage it reached.
 *
 * The hash decides, whatever is known of a unit: within a run nobody changes sides.
 */

import { Answer, NO_METADATA } from "./answers.js";
import { type Draw, type Drawn, makeDraw, scaled, SLOTS, UnitKeyMissing } from "./bucketing.js";
import { type EvaluationContext, reader } from "./context.js";
import type { Choose } from "./decisions.js";
import { makePredicate } from "./expressions.js";
import type { FlagForm, RolloutForm, RolloutRuleForm, RolloutRunForm } from "./forms.js";
import type { KnownUnits } from "./knownUnits.js";
import type { Predicate, Scope } from "./predicates.js";
import { unitText } from "./units.js";

/**
 * A choice by the rollout of a flag's form; undefined: the unit keeps the old variant.
 *
 * Without a unit to draw by, only a stage that has its whole audience can answer: throws
 * UnitKeyMissing where another one's audience is met.
 */
export function makeRollout(
  flagKey: string,
  form: FlagForm,
  rollout: RolloutForm,
  scope: Scope,
): Choose {
  const rules = rollout.rules.map((each) => makeRule(flagKey, form, rollout, each, scope));
  const draw = makeDraw(rollout.draw);
  const excluded = new Set(rollout.excluded);
  if (rollout.run === undefined && excluded.size === 0 && rules.every((rule) => rule.isForAll)) {
    return byDraw(rules, draw);
  }
  const read = reader(rollout.bucket_by);
  const ask = asked(rules, rollout);
  const missing = new UnitKeyMissing(rollout.bucket_by);
  return (context, units) => {
    const unit = unitText(read(context));
    if (unit === undefined) return withoutUnit(rules, context, missing);
    return excluded.has(unit) ? undefined : ask(context, units, unit, draw(context));
  };
}

/** Named units, or a share of an audience: `answers` by where what is drawn lies among `ends`. */
interface Rule {
  readonly isFor: (context: EvaluationContext, unit: string | undefined) => boolean;
  readonly isForAll: boolean;
  readonly ends: readonly Drawn[];
  readonly answers: readonly Answer[];
  /** The answer that everybody of the audience gets. */
  readonly whole: Answer | undefined;
}

function makeRule(
  flagKey: string,
  form: FlagForm,
  rollout: RolloutForm,
  { units, conditions = [], ranges, stage = 0 }: RolloutRuleForm,
  scope: Scope,
): Rule {
  const named = units && new Set(units);
  const holding: readonly Predicate[] = conditions.map((each) => makePredicate(each, scope));
  const shares = ranges?.length ? ranges : [[0, SLOTS, stage] as const];
  const answers = shares.map(([, high, each]) => stageAnswer(flagKey, form, rollout, each, high));
  return {
    isFor: (context, unit) =>
      named === undefined
        ? holding.every((holds) => holds(context))
        : unit !== undefined && named.has(unit),
    isForAll: named === undefined && holding.length === 0,
    ends: shares.map(([, high]) => scaled(rollout.draw, high)),
    answers,
    whole: shares.at(-1)![1] === SLOTS ? answers.at(-1) : undefined,
  };
}

/** The answer of a stage whose share ends at a slot: by chance, or for all. */
function stageAnswer(
  flagKey: string,
  form: FlagForm,
  { rollout, variant }: RolloutForm,
  stage: number,
  end: number,
): Answer {
  const metadata = { ...(form.metadata ?? NO_METADATA), rollout, stage };
  const reason = end === SLOTS ? "TARGETING_MATCH" : "SPLIT";
  return new Answer(flagKey, form.variants[variant], variant, reason, metadata);
}

function answerOf(rule: Rule, drawn: Drawn): Answer | undefined {
  return rule.answers[rule.ends.findIndex((end) => drawn < end)];
}

type Ask = (
  context: EvaluationContext,
  units: KnownUnits | undefined,
  unit: string,
  drawn: Drawn,
) => Answer | undefined;

/** Asks the rules in order. The last one is the stage's that is reached, which has the run. */
function asked(rules: readonly Rule[], rollout: RolloutForm): Ask {
  const last = rules.at(-1);
  const end = last?.ends.at(-1) ?? 0;
  const low = scaled(rollout.draw, rollout.run?.from ?? 0);
  const note = rollout.run && makeNote(rollout.run, rollout.variant);
  return (context, units, unit, drawn) => {
    let isCompared = drawn >= low;
    for (const rule of rules) {
      if (!rule.isFor(context, unit)) continue;
      const answer = answerOf(rule, drawn);
      if (rule === last && isCompared) note?.(units, answer !== undefined);
      if (answer !== undefined) return answer;
      isCompared &&= rule.ends.at(-1)! < end;
    }
    return undefined;
  };
}

/** Notes of units that take part in what is counted which side of the run they are on. */
function makeNote(run: RolloutRunForm, treated: string) {
  return (units: KnownUnits | undefined, isIn: boolean): void => {
    if (units === undefined || !(units.takesPart.get(run.bucket_by) ?? true)) return;
    const variant = isIn ? treated : run.control;
    const isNew = !units.exposures.has(run.run);
    units.met.set(run.run, { experiment: run, variant, isNew });
  };
}

/** The same for shares of everybody and nothing else: the smallest end above the drawn number. */
function byDraw(rules: readonly Rule[], draw: Draw): Choose {
  const whole = rules.find((rule) => rule.whole !== undefined)?.whole;
  return (context) => {
    let drawn: Drawn;
    try {
      drawn = draw(context);
    } catch (fault) {
      const needsUnit = whole === undefined && rules.length > 0;
      if (needsUnit || !(fault instanceof UnitKeyMissing)) throw fault;
      return whole;
    }
    for (const rule of rules) {
      const answer = answerOf(rule, drawn);
      if (answer !== undefined) return answer;
    }
    return undefined;
  };
}

function withoutUnit(
  rules: readonly Rule[],
  context: EvaluationContext,
  missing: UnitKeyMissing,
): Answer | undefined {
  const met = rules.filter((rule) => rule.isFor(context, undefined));
  const whole = met.find((rule) => rule.whole !== undefined)?.whole;
  if (whole === undefined && met.length > 0) throw missing;
  return whole;
}
