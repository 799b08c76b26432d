/** Conditions in ruleset form to predicates. */

import { isInherited } from "./context.js";
import type { ConditionForm } from "./forms.js";
import type { ExactJson, JsonNumber } from "./json.js";
import { OPERATORS } from "./operators.js";
import type { Predicate, Scope } from "./predicates.js";

/**
 * What a rule checks in place, without a call: that an attribute is a text, one of some texts, or
 * a number above a bound. All else is a predicate.
 */
export interface Conjunct {
  readonly attribute: string;
  readonly text: string | undefined;
  readonly accepted: ReadonlySet<unknown> | undefined;
  readonly bound: JsonNumber;
  readonly predicate: Predicate | undefined;
}

/** The predicate of one condition. Throws for an operator that is unknown. */
export function makePredicate(form: ConditionForm, scope: Scope): Predicate {
  switch (form[0]) {
    case "and":
      return every((form[1] as readonly ConditionForm[]).map((each) => makePredicate(each, scope)));
    case "or":
      return some((form[1] as readonly ConditionForm[]).map((each) => makePredicate(each, scope)));
    case "not": {
      const negative = makePredicate(form[1] as ConditionForm, scope);
      return (context) => !negative(context);
    }
    default:
      return comparison(form as Comparison, scope);
  }
}

type Comparison = readonly [operator: string, attribute: string | null, value: ExactJson];

function comparison([name, attribute, value]: Comparison, scope: Scope): Predicate {
  const operator = OPERATORS.get(name);
  if (operator === undefined) throw new Error(`no operator is called ${name}`);
  return operator(attribute ?? "", value, scope);
}

function every(predicates: readonly Predicate[]): Predicate {
  return (context) => predicates.every((holds) => holds(context));
}

function some(predicates: readonly Predicate[]): Predicate {
  return (context) => predicates.some((holds) => holds(context));
}

/** All of `forms` together; nested `and`s are flattened. */
export function makeConjuncts(forms: readonly ConditionForm[], scope: Scope): Conjunct[] {
  return forms.flatMap((form) =>
    form[0] === "and"
      ? makeConjuncts(form[1] as readonly ConditionForm[], scope)
      : [conjunct(form, scope)],
  );
}

const NOTHING: Conjunct = {
  attribute: "",
  text: undefined,
  accepted: undefined,
  bound: 0,
  predicate: undefined,
};

function conjunct(form: ConditionForm, scope: Scope): Conjunct {
  const [operator, attribute, value] = form as Comparison;
  if (form.length === 3 && attribute !== null && isPlain(attribute)) {
    if (operator === "greater_than") return { ...NOTHING, attribute, bound: value as JsonNumber };
    if (operator === "equals" && typeof value === "string") {
      return { ...NOTHING, attribute, text: value };
    }
    if (operator === "in" && areTexts(value)) {
      return { ...NOTHING, attribute, accepted: new Set(value) };
    }
  }
  return { ...NOTHING, predicate: makePredicate(form, scope) };
}

function areTexts(value: ExactJson): value is readonly string[] {
  return Array.isArray(value) && value.every((each) => typeof each === "string");
}

/** Whether an attribute can be read as an entry of any object. */
function isPlain(attribute: string): boolean {
  return !attribute.includes(".") && !isInherited(attribute);
}
