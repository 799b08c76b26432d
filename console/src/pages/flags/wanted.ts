/** What flags are looked for, and how the API is asked for it. */

import type { FlagFilter } from "../../api/types.js";
import type { Wanted } from "../../parts/search/searching.js";

export const NAMES = [
  "tag",
  "owner",
  "team",
  "purpose",
  "enabled",
  "unused_days",
  "lifecycle",
] as const;
export type Name = (typeof NAMES)[number];

/** Values that stand for others where the API is asked, which then asks in one environment. */
const IN_API: Partial<Record<Name, Record<string, boolean | number>>> = {
  enabled: { on: true, off: false },
  unused_days: { "7 days": 7, "30 days": 30, "90 days": 90 },
};

/** Values that there always are. */
export const ALWAYS: Partial<Record<Name, readonly string[]>> = {
  purpose: ["release", "experiment", "operational", "permission", "configuration"],
  enabled: Object.keys(IN_API.enabled ?? {}),
  unused_days: Object.keys(IN_API.unused_days ?? {}),
  lifecycle: ["active", "archived"],
};

/** Whether what is wanted of it is wanted in one environment. */
export function isOfEnvironment(name: Name): boolean {
  return IN_API[name] !== undefined;
}

/** What the API is asked for. What nobody offers is left out. */
export function askedOf(wanted: Wanted<Name>, environment: string): FlagFilter {
  const { query, ...named } = wanted;
  const parts = (Object.entries(named) as [Name, string][]).map(([name, value]) => {
    const values = IN_API[name];
    return [name, values ? values[value] : value] as const;
  });
  const asked = parts.filter(([, value]) => value !== undefined);
  const isOfOne = asked.some(([name]) => isOfEnvironment(name));
  return {
    ...(query && { query }),
    ...Object.fromEntries(asked),
    ...(isOfOne && { environment }),
  };
}
