import PropertyFilter, {
  type PropertyFilterProps,
} from "@cloudscape-design/components/property-filter";
import type { ExperimentRow } from "../../api/experiments.js";
import type { ExperimentFilter, ExperimentStatus } from "../../api/types.js";

type Name = "status" | "tag" | "owner" | "team";

/** What a list of experiments can be asked for, and which values a row has of it. */
const PROPERTIES: Record<
  Name,
  { one: string; many: string; of: (row: ExperimentRow) => readonly string[] }
> = {
  status: { one: "Status", many: "Statuses", of: (row) => [row.summary.status] },
  tag: { one: "Tag", many: "Tags", of: (row) => row.summary.tags },
  owner: { one: "Owner", many: "Owners", of: (row) => [row.summary.owner] },
  team: { one: "Team", many: "Teams", of: (row) => [row.summary.team] },
};
export const NAMES = Object.keys(PROPERTIES) as Name[];
const STATUSES: readonly ExperimentStatus[] = [
  "draft",
  "running",
  "paused",
  "completed",
  "cancelled",
  "failed",
  "archived",
];

interface ExperimentFiltersProps {
  filter: ExperimentFilter;
  /** The rows whose values are offered. */
  rows: readonly ExperimentRow[];
  choose: (filter: ExperimentFilter) => void;
}

/** Searches experiments by key and name, and by what they have. */
export function ExperimentFilters({ filter, rows, choose }: ExperimentFiltersProps) {
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
      filteringPlaceholder="Find experiments by key, name, status, tag, owner or team"
      filteringAriaLabel="Find experiments"
      onChange={({ detail }) => choose(filterOf(detail))}
    />
  );
}

/** Tokens as a filter: of several for one property the last one holds. */
export function filterOf({ tokens }: Pick<PropertyFilterProps.Query, "tokens">): ExperimentFilter {
  const parts = tokens.map(({ propertyKey, value }) => [propertyKey ?? "query", String(value)]);
  return Object.fromEntries(parts) as ExperimentFilter;
}

function queryOf(filter: ExperimentFilter): PropertyFilterProps.Query {
  const named = NAMES.filter((name) => filter[name]).map((name) => ({
    propertyKey: name,
    operator: "=" as const,
    value: filter[name],
  }));
  const free = filter.query ? [{ operator: ":" as const, value: filter.query }] : [];
  return { tokens: [...free, ...named], operation: "and" };
}

function optionsOf(rows: readonly ExperimentRow[]) {
  return NAMES.flatMap((name) => {
    const always = name === "status" ? STATUSES : [];
    const values = new Set([...always, ...rows.flatMap(PROPERTIES[name].of)]);
    return [...values].filter(Boolean).map((value) => ({ propertyKey: name, value }));
  });
}
