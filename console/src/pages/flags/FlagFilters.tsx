import PropertyFilter, {
  type PropertyFilterProps,
} from "@cloudscape-design/components/property-filter";
import type { FlagRow } from "../../api/flags.js";
import type { FlagFilter } from "../../api/types.js";

type Name = "tag" | "owner" | "purpose" | "lifecycle";

/** What a list of flags can be asked for, and which values a row has of it. */
const PROPERTIES: Record<Name, { one: string; many: string; of: (row: FlagRow) => string[] }> = {
  tag: { one: "Tag", many: "Tags", of: (row) => row.summary.tags },
  owner: { one: "Owner", many: "Owners", of: (row) => [row.summary.owner] },
  purpose: { one: "Purpose", many: "Purposes", of: (row) => [row.summary.purpose] },
  lifecycle: { one: "Lifecycle", many: "Lifecycles", of: (row) => [row.summary.lifecycle] },
};
const NAMES = Object.keys(PROPERTIES) as Name[];

/** Values that there always are, also where no row has them. */
const ALWAYS: Partial<Record<Name, readonly string[]>> = {
  purpose: ["release", "experiment", "operational", "permission", "configuration"],
  lifecycle: ["active", "archived"],
};

interface FlagFiltersProps {
  filter: FlagFilter;
  /** The rows whose values are offered. */
  rows: readonly FlagRow[];
  choose: (filter: FlagFilter) => void;
}

/** Searches flags by key and name, and by what they have. */
export function FlagFilters({ filter, rows, choose }: FlagFiltersProps) {
  const properties = NAMES.map((name) => ({
    key: name,
    propertyLabel: PROPERTIES[name].one,
    groupValuesLabel: PROPERTIES[name].many,
    operators: ["="],
  }));
  return (
    <PropertyFilter
      query={queryOf(filter)}
      filteringProperties={properties}
      filteringOptions={optionsOf(rows)}
      freeTextFiltering={{ operators: [":"], defaultOperator: ":" }}
      hideOperations
      filteringPlaceholder="Find flags by key, name, tag, owner or purpose"
      filteringAriaLabel="Find flags"
      onChange={({ detail }) => choose(filterOf(detail))}
    />
  );
}

/** A filter as the tokens of the search field. */
export function queryOf(filter: FlagFilter): PropertyFilterProps.Query {
  const named = NAMES.filter((name) => filter[name]).map((name) => ({
    propertyKey: name,
    operator: "=" as const,
    value: filter[name],
  }));
  const free = filter.query ? [{ operator: ":" as const, value: filter.query }] : [];
  return { tokens: [...free, ...named], operation: "and" };
}

/** Tokens as a filter: of several for one property the last one holds. */
export function filterOf({ tokens }: Pick<PropertyFilterProps.Query, "tokens">): FlagFilter {
  const parts = tokens.map(({ propertyKey, value }) => [propertyKey ?? "query", String(value)]);
  return Object.fromEntries(parts) as FlagFilter;
}

function optionsOf(rows: readonly FlagRow[]) {
  return NAMES.flatMap((name) => {
    const values = new Set([...(ALWAYS[name] ?? []), ...rows.flatMap(PROPERTIES[name].of)]);
    return [...values].filter(Boolean).map((value) => ({ propertyKey: name, value }));
  });
}
