/** Whose a context is. */

import { type EvaluationContext, reader, TARGETING_KEY, unitText } from "@burgee/evaluation";

/** The context with a targeting key, where `user_id` can stand in for it; never throws. */
export function withUnit(context: EvaluationContext): EvaluationContext {
  try {
    if (!isContext(context) || !isMissing(context[TARGETING_KEY])) return context;
    const unit = unitText(context["user_id"]);
    return unit === undefined ? context : { ...context, [TARGETING_KEY]: unit };
  } catch {
    return context; // an attribute that cannot be read: whoever asks for it will say so
  }
}

/** The fields of an event that say whose it is, for the unit types that are named. */
export function unitsOf(
  context: EvaluationContext,
  unitTypes: Iterable<string>,
): { targetingKey?: string; units?: Record<string, string> } {
  const targetingKey = unitText(context[TARGETING_KEY]);
  const units: Record<string, string> = {};
  for (const name of unitTypes) {
    const unit = name === TARGETING_KEY ? undefined : unitText(reader(name)(context));
    if (unit !== undefined) units[name] = unit;
  }
  return {
    ...(targetingKey === undefined ? {} : { targetingKey }),
    ...(Object.keys(units).length === 0 ? {} : { units }),
  };
}

function isContext(context: unknown): context is EvaluationContext {
  return typeof context === "object" && context !== null;
}

function isMissing(found: unknown): boolean {
  return found === undefined || found === null;
}
