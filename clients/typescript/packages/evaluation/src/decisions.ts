/** One flag's form to the closure that decides it, as short as the form allows. */

import { Answer, type Metadata, NO_METADATA, type Reason } from "./answers.js";
import type { Assigner } from "./assignment.js";
import { makeGate, makeSplit } from "./bucketing.js";
import { type EvaluationContext, TARGETING_KEY } from "./context.js";
import { byExperiments, type Leave, makeLeave } from "./experimentAnswers.js";
import { type Conjunct, makeConjuncts } from "./expressions.js";
import type { FlagForm, GateForm, RuleForm } from "./forms.js";
import type { KnownUnits } from "./knownUnits.js";
import type { Scope } from "./predicates.js";
import { makeRollout } from "./rolloutAnswers.js";
import { unitText } from "./units.js";

export type Decide = (context: EvaluationContext, units: KnownUnits | undefined) => Answer;

/** Undefined: not for this unit, on to the next rule. */
export type Choose = (
  context: EvaluationContext,
  units: KnownUnits | undefined,
) => Answer | undefined;

/** The answer of another flag; undefined if there is none of that key. */
export type Ask = (
  flagKey: string,
  context: EvaluationContext,
  units: KnownUnits | undefined,
) => Answer | undefined;

/** Conjuncts, then an answer or, where chance decides, a choice. */
interface Rule {
  readonly conjuncts: readonly Conjunct[];
  readonly answer: Answer | undefined;
  readonly choose: Choose;
}

/** The closure that decides one flag; every outcome is one answer, made here and shared. */
export function compileDecision(
  flagKey: string,
  form: FlagForm,
  scope: Scope,
  prerequisite: Ask,
  experiments: readonly Assigner[],
): Decide {
  const leave = makeLeave(experiments);
  if (!form.enabled) return off(offAnswer(flagKey, form, form.metadata ?? NO_METADATA), leave);
  let decide = byRules(rulesOf(flagKey, form, scope), defaultAnswer(flagKey, form));
  if (experiments.length > 0) decide = byExperiments(flagKey, form, experiments, decide);
  if (form.targets) decide = byTargets(targetAnswers(flagKey, form, form.targets), decide, leave);
  if (!form.prerequisites) return decide;
  return byPrerequisites(prerequisitesOf(flagKey, form), prerequisite, decide, leave);
}

function off(answer: Answer, leave: Leave | undefined): Decide {
  if (leave === undefined) return () => answer;
  return (_context, units) => {
    leave(units, "off");
    return answer;
  };
}

/** The answer of a flag that is off: its off variant, or none at all. */
function offAnswer(flagKey: string, form: FlagForm, metadata: Metadata): Answer {
  if (form.off === undefined) return new Answer(flagKey, undefined, "", "DISABLED", metadata);
  return answerOf(flagKey, form, form.off, "DISABLED", metadata);
}

function defaultAnswer(flagKey: string, form: FlagForm): Answer {
  const { default: variant = "", default_reason: reason = "DEFAULT" } = form;
  return answerOf(flagKey, form, variant, reason, form.metadata ?? NO_METADATA);
}

function answerOf(
  flagKey: string,
  form: FlagForm,
  variant: string,
  reason: Reason,
  metadata: Metadata,
): Answer {
  if (!Object.hasOwn(form.variants, variant)) throw new Error(`no variant is called ${variant}`);
  return new Answer(flagKey, form.variants[variant], variant, reason, metadata);
}

function rulesOf(flagKey: string, form: FlagForm, scope: Scope): Rule[] {
  const rules = (form.rules ?? []).map((rule) => compileRule(flagKey, form, rule, scope));
  if (form.rollout === undefined) return rules;
  const choose = makeRollout(flagKey, form, form.rollout, scope);
  return [...rules, { conjuncts: [], answer: undefined, choose }];
}

function compileRule(flagKey: string, form: FlagForm, rule: RuleForm, scope: Scope): Rule {
  const conjuncts = makeConjuncts(rule.conditions ?? [], scope);
  const metadata = { ...(form.metadata ?? NO_METADATA), rule: rule.id };
  const answer = (variant: string) => answerOf(flagKey, form, variant, rule.reason, metadata);
  const gates = rule.gates ?? [];
  if (rule.split !== undefined) {
    const ranges = rule.split.ranges.map(([low, high, each]) => [low, high, answer(each)] as const);
    return { conjuncts, answer: undefined, choose: gated(gates, makeSplit(rule.split, ranges)) };
  }
  const only = answer(rule.variant ?? "");
  const last = gates.at(-1);
  if (last === undefined) return { conjuncts, answer: only, choose: () => only };
  return { conjuncts, answer: undefined, choose: gated(gates.slice(0, -1), makeGate(last, only)) };
}

function gated(gates: readonly GateForm[], choose: Choose): Choose {
  return gates.reduceRight<Choose>((inner, gate) => {
    const isIn = makeGate(gate, true);
    return (context, units) => (isIn(context) ? inner(context, units) : undefined);
  }, choose);
}

function byRules(rules: readonly Rule[], otherwise: Answer): Decide {
  const [first, second] = rules;
  if (first === undefined) return () => otherwise;
  if (second === undefined && first.conjuncts.length === 0) {
    const { choose } = first;
    return (context, units) => choose(context, units) ?? otherwise;
  }
  return (context, units) => {
    for (let place = 0; place < rules.length; place++) {
      const rule = rules[place]!;
      if (!holds(rule.conjuncts, context)) continue;
      const answer = rule.answer ?? rule.choose(context, units);
      if (answer !== undefined) return answer;
    }
    return otherwise;
  };
}

/** The hot loop: no call of ours for a comparison with texts or a bound. */
function holds(conjuncts: readonly Conjunct[], context: EvaluationContext): boolean {
  for (let place = 0; place < conjuncts.length; place++) {
    const { attribute, text, accepted, bound, predicate } = conjuncts[place]!;
    if (text !== undefined) {
      if (context[attribute] !== text) return false;
    } else if (accepted !== undefined) {
      if (!accepted.has(context[attribute])) return false;
    } else if (predicate !== undefined) {
      if (!predicate(context)) return false;
    } else {
      const found = context[attribute];
      const isNumber = typeof found === "number" || typeof found === "bigint";
      if (!isNumber || !(found > bound)) return false;
    }
  }
  return true;
}

function byTargets(
  answers: ReadonlyMap<string, Answer>,
  otherwise: Decide,
  leave: Leave | undefined,
): Decide {
  return (context, units) => {
    const unit = unitText(context[TARGETING_KEY]);
    const answer = unit === undefined ? undefined : answers.get(unit);
    if (answer === undefined) return otherwise(context, units);
    leave?.(units, "target");
    return answer;
  };
}

function targetAnswers(
  flagKey: string,
  form: FlagForm,
  targets: NonNullable<FlagForm["targets"]>,
): Map<string, Answer> {
  const answers = new Map<string, Answer>();
  for (const [variant, units] of Object.entries(targets)) {
    const metadata = form.metadata ?? NO_METADATA;
    const answer = answerOf(flagKey, form, variant, "TARGETING_MATCH", metadata);
    for (const unit of units) answers.set(unit, answer);
  }
  return answers;
}

interface Prerequisite {
  readonly flagKey: string;
  readonly accepted: ReadonlySet<string>;
  readonly unmet: Answer;
}

function prerequisitesOf(flagKey: string, form: FlagForm): Prerequisite[] {
  return (form.prerequisites ?? []).map(([key, accepted]) => ({
    flagKey: key,
    accepted: new Set(accepted),
    unmet: offAnswer(flagKey, form, { ...(form.metadata ?? NO_METADATA), prerequisite: key }),
  }));
}

function byPrerequisites(
  needed: readonly Prerequisite[],
  ask: Ask,
  otherwise: Decide,
  leave: Leave | undefined,
): Decide {
  return (context, units) => {
    for (const { flagKey, accepted, unmet } of needed) {
      if (isMet(ask(flagKey, context, units), accepted)) continue;
      leave?.(units, "prerequisite");
      return unmet;
    }
    return otherwise(context, units);
  };
}

/** A flag that is off never meets anything. */
function isMet(answer: Answer | undefined, accepted: ReadonlySet<string>): boolean {
  return answer !== undefined && accepted.has(answer.variant) && answer.reason !== "DISABLED";
}
