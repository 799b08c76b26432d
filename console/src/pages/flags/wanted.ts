/** What flags are looked for: tokens of the search field, parameters of the address, and what the
 * API is asked. */

import type { PropertyFilterProps } from "@cloudscape-design/components/property-filter";
import type { FlagFilter } from "../../api/types.js";

export const NAMES = [
  "tag",
  "owner",
  "purpose",
  "enabled",
  "unused_days",
  "lifecycle",
] as const;
export type Name = (typeof NAMES)[number];
/** `query` is looked for in keys and names. */
export const PARAMETERS = ["query", ...NAMES] as const;
export type Wanted = Partial<Record<(typeof PARAMETERS)[number], string>>;

/** Values that stand for others where the API is asked. */
const IN_API: Partial<Record<Name, Record<string, boolean | number>>> = {
  enabled: { on: true, off: false },
  unused_days: { "7 days": 7, "30 days": 30, "90 days": 90 },
};
/** Of these the answer is of one environment. */
const OF_ENVIRONMENT: readonly Name[] = ["enabled", "unused_days"];

/** Values that there always are, also where no row has them. */
export const ALWAYS: Partial<Record<Name, readonly string[]>> = {
  purpose: ["release", "experiment", "operational", "permission", "configuration"],
  enabled: Object.keys(IN_API.enabled ?? {}),
  unused_days: Object.keys(IN_API.unused_days ?? {}),
  lifecycle: ["active", "archived"],
};

/** What the API is asked for. What it does not know is left out. */
export function askedOf(wanted: Wanted, environment: string): FlagFilter {
  const parts = Object.entries(wanted).map(([name, value]) => {
    const values = IN_API[name as Name];
    return [name, values ? values[value] : value] as const;
  });
  const asked = Object.fromEntries(parts.filter(([, value]) => value !== undefined));
  const isOfOne = OF_ENVIRONMENT.some((name) => asked[name] !== undefined);
  return { ...asked, ...(isOfOne && { environment }) } as FlagFilter;
}

/** What is wanted as the tokens of the search field. */
export function tokensOf(wanted: Wanted): PropertyFilterProps.Query {
  const named = NAMES.filter((name) => wanted[name]).map((name) => ({
    propertyKey: name,
    operator: "=" as const,
    value: wanted[name],
  }));
  const free = wanted.query ? [{ operator: ":" as const, value: wanted.query }] : [];
  return { tokens: [...free, ...named], operation: "and" };
}

/** Tokens as what is wanted: of several for one property the last one holds. */
export function wantedOf({ tokens }: Pick<PropertyFilterProps.Query, "tokens">): Wanted {
  const parts = tokens.map(({ propertyKey, value }) => [propertyKey ?? "query", String(value)]);
  return Object.fromEntries(parts) as Wanted;
}
