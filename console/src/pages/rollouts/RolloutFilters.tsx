import PropertyFilter, {
  type PropertyFilterProps,
} from "@cloudscape-design/components/property-filter";
import type { RolloutRow } from "../../api/rollouts.js";
import type { RolloutFilter } from "../../api/types.js";
import { STATUS_WORDS } from "../rollout/Status.js";

type Name = "status" | "flag" | "tag" | "owner" | "team";

/** What a list of rollouts can be asked for, and which values a row has of it. */
const PROPERTIES: Record<Name, { one: string; many: string; of: (row: RolloutRow) => string[] }> = {
  status: { one: "Status", many: "Statuses", of: (row) => [row.summary.status] },
  flag: { one: "Flag", many: "Flags", of: (row) => [row.summary.flag] },
  tag: { one: "Tag", many: "Tags", of: (row) => row.summary.tags },
  owner: { one: "Owner", many: "Owners", of: (row) => [row.summary.owner] },
  team: { one: "Team", many: "Teams", of: (row) => [row.summary.team] },
};
const NAMES = Object.keys(PROPERTIES) as Name[];

/** What of a filter is in the address. */
export const FILTERS = ["query", ...NAMES] as const;

interface RolloutFiltersProps {
  filter: RolloutFilter;
  /** The rows whose values are offered. */
  rows: readonly RolloutRow[];
  choose: (filter: RolloutFilter) => void;
}

/** Searches rollouts by key and name, and by what they have. */
export function RolloutFilters({ filter, rows, choose }: RolloutFiltersProps) {
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
      filteringPlaceholder="Find rollouts by key, name, status, flag or owner"
      filteringAriaLabel="Find rollouts"
      onChange={({ detail }) => choose(filterOf(detail))}
    />
  );
}

/** Tokens as a filter: of several for one property the last one holds. */
export function filterOf({ tokens }: Pick<PropertyFilterProps.Query, "tokens">): RolloutFilter {
  const parts = tokens.map(({ propertyKey, value }) => [propertyKey ?? "query", String(value)]);
  return Object.fromEntries(parts) as RolloutFilter;
}

function queryOf(filter: RolloutFilter): PropertyFilterProps.Query {
  const named = NAMES.filter((name) => filter[name]).map((name) => ({
    propertyKey: name,
    operator: "=" as const,
    value: filter[name],
  }));
  const free = filter.query ? [{ operator: ":" as const, value: filter.query }] : [];
  return { tokens: [...free, ...named], operation: "and" };
}

function optionsOf(rows: readonly RolloutRow[]) {
  const fixed = STATUS_WORDS.map(([value, label]) => ({ propertyKey: "status", value, label }));
  const found = NAMES.filter((name) => name !== "status").flatMap((name) => {
    const values = new Set(rows.flatMap(PROPERTIES[name].of));
    return [...values].filter(Boolean).map((value) => ({ propertyKey: name, value }));
  });
  return [...fixed, ...found];
}
