import PropertyFilter from "@cloudscape-design/components/property-filter";
import type { FlagRow } from "../../api/flags.js";
import { ALWAYS, type Name, NAMES, tokensOf, type Wanted, wantedOf } from "./wanted.js";

/** What a list of flags can be asked for, and which values a row has of it. */
const PROPERTIES: Record<Name, { one: string; many: string; of: (row: FlagRow) => string[] }> = {
  tag: { one: "Tag", many: "Tags", of: (row) => row.summary.tags },
  owner: { one: "Owner", many: "Owners", of: (row) => [row.summary.owner] },
  purpose: { one: "Purpose", many: "Purposes", of: (row) => [row.summary.purpose] },
  enabled: { one: "Switched", many: "Switched", of: () => [] },
  unused_days: { one: "Not evaluated for", many: "Not evaluated for", of: () => [] },
  lifecycle: { one: "Lifecycle", many: "Lifecycles", of: (row) => [row.summary.lifecycle] },
};

interface FlagFiltersProps {
  wanted: Wanted;
  /** The environment in which flags are on or off, and evaluated. */
  environment: string;
  /** The rows whose values are offered. */
  rows: readonly FlagRow[];
  choose: (wanted: Wanted) => void;
}

/** Searches flags by key and name, and by what they have. */
export function FlagFilters({ wanted, environment, rows, choose }: FlagFiltersProps) {
  const properties = NAMES.map((name) => ({
    key: name,
    propertyLabel: labelOf(name, environment),
    groupValuesLabel: PROPERTIES[name].many,
    operators: ["="],
  }));
  return (
    <PropertyFilter
      query={tokensOf(wanted)}
      filteringProperties={properties}
      filteringOptions={optionsOf(rows)}
      freeTextFiltering={{ operators: [":"], defaultOperator: ":" }}
      hideOperations
      filteringPlaceholder="Find flags by key, name, tag or owner"
      filteringAriaLabel="Find flags"
      onChange={({ detail }) => choose(wantedOf(detail))}
    />
  );
}

function labelOf(name: Name, environment: string): string {
  const isOfOne = name === "enabled" || name === "unused_days";
  return isOfOne ? `In ${environment}: ${PROPERTIES[name].one.toLowerCase()}` : PROPERTIES[name].one;
}

function optionsOf(rows: readonly FlagRow[]) {
  return NAMES.flatMap((name) => {
    const values = new Set([...(ALWAYS[name] ?? []), ...rows.flatMap(PROPERTIES[name].of)]);
    return [...values].filter(Boolean).map((value) => ({ propertyKey: name, value }));
  });
}
