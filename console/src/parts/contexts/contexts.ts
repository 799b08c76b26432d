/** What is known of a unit, as people write it: attribute by attribute. */

import type { Context } from "../../api/explanations.js";
import type { Json } from "../../api/types.js";

/** The attribute that names the unit, unless something else is said. */
export const TARGETING_KEY = "targetingKey";

/** One attribute, as far as it is written. */
export interface Known {
  attribute: string;
  value: Json | undefined;
}

/** The context of what is written: attributes without a name or a value are left out. */
export function contextOf(known: readonly Known[]): Context {
  const whole = known.filter(({ attribute, value }) => attribute.trim() !== "" && value != null);
  return Object.fromEntries(whole.map(({ attribute, value }) => [attribute.trim(), value as Json]));
}

/** A context, attribute by attribute. */
export function knownOf(context: Context): Known[] {
  return Object.entries(context).map(([attribute, value]) => ({ attribute, value }));
}

/** A context as it stands in an address; nothing for an empty one. */
export function contextInAddress(context: Context): string | null {
  return Object.keys(context).length > 0 ? JSON.stringify(context) : null;
}

/** The context that an address says; an empty one for anything else. */
export function contextOfAddress(text: string | null): Context {
  try {
    const read: unknown = JSON.parse(text ?? "");
    return isContext(read) ? read : {};
  } catch {
    return {};
  }
}

/** Whether a JSON value can be a context. */
export function isContext(value: unknown): value is Context {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
