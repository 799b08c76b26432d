/** The parts that operators are built from. No operator knows of another. */

import { type EvaluationContext, reader } from "./context.js";
import type { ExactJson } from "./json.js";

export type Predicate = (context: EvaluationContext) => boolean;
export type Test = (found: unknown) => boolean;

/** What a condition may ask besides the context: the time in seconds, and segments. */
export interface Scope {
  readonly clock: () => number;
  readonly inSegment: (segmentKey: string, context: EvaluationContext) => boolean;
}

/** One row of the table: a written value becomes a predicate. */
export type Operator = (attribute: string, value: ExactJson, scope: Scope) => Predicate;

/** An operator that tests one attribute; a missing or null attribute does not match. */
export function onAttribute(makeTest: (value: ExactJson) => Test): Operator {
  return (attribute, value) => {
    const test = makeTest(value);
    const read = reader(attribute);
    return (context) => {
      const found = read(context);
      return found !== undefined && found !== null && test(found);
    };
  };
}

/** The operator that is true exactly where another is false, also on a missing attribute. */
export function negated(operator: Operator): Operator {
  return (attribute, value, scope) => {
    const matches = operator(attribute, value, scope);
    return (context) => !matches(context);
  };
}

/** Whether a value is a number, by whichever of the two classes JavaScript holds it. */
export function isNumber(value: unknown): value is number | bigint {
  return typeof value === "number" || typeof value === "bigint";
}
