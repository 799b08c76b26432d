import Calendar from "@cloudscape-design/components/calendar";
import PropertyFilter, {
  type PropertyFilterProps,
} from "@cloudscape-design/components/property-filter";
import type { AuditFilter, AuditRow } from "../../api/types.js";
import { whoMade } from "../../parts/actors.js";
import { KINDS } from "../../parts/actions.js";
import { filterOf, NAMES, PROPERTIES, queryOf } from "./filters.js";

interface AuditFiltersProps {
  filter: AuditFilter;
  /** The rows whose values are offered. */
  rows: readonly AuditRow[];
  choose: (filter: AuditFilter) => void;
}

/** Searches changes by what was changed, by whom and when. */
export function AuditFilters({ filter, rows, choose }: AuditFiltersProps) {
  return (
    <PropertyFilter
      query={queryOf(filter)}
      filteringProperties={FILTERED}
      filteringOptions={optionsOf(rows)}
      disableFreeTextFiltering
      hideOperations
      filteringPlaceholder="Find changes by kind, key, who or when"
      filteringAriaLabel="Find changes"
      onChange={({ detail }) => choose(filterOf(detail))}
    />
  );
}

const FILTERED: PropertyFilterProps.FilteringProperty[] = NAMES.map((name) => ({
  key: name,
  propertyLabel: PROPERTIES[name].label,
  groupValuesLabel: PROPERTIES[name].values,
  operators: name === "since" || name === "until" ? [{ operator: "=", form: DayForm }] : ["="],
}));

/** A day, chosen rather than written. It begins at midnight UTC. */
function DayForm({ value, onChange }: PropertyFilterProps.ExtendedOperatorFormProps<string>) {
  return (
    <Calendar
      value={value ?? ""}
      ariaLabel="Day (UTC)"
      onChange={({ detail }) => onChange(detail.value)}
    />
  );
}

function optionsOf(rows: readonly AuditRow[]): PropertyFilterProps.FilteringOption[] {
  const kinds = Object.entries(KINDS).map(([value, { one }]) => ({
    propertyKey: "kind",
    value,
    label: one,
  }));
  const keys = new Set(rows.map((row) => row.key));
  const actors = new Set(rows.map((row) => whoMade(row.change)));
  return [
    ...kinds,
    ...[...keys].map((value) => ({ propertyKey: "key", value })),
    ...[...actors].map((value) => ({ propertyKey: "actor", value })),
  ];
}
