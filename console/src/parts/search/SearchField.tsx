import PropertyFilter from "@cloudscape-design/components/property-filter";
import { tokensOf, type Wanted, wantedOf } from "./searching.js";

/** A value that is offered under another word. */
interface Labelled {
  value: string;
  label: string;
}

/** What things in a list can be searched by. */
export interface Property<Name extends string> {
  name: Name;
  /** In words: one of them, and several. */
  one: string;
  many: string;
  /** Values that are offered; any other can be written too. */
  values: readonly (string | Labelled)[];
}

interface SearchFieldProps<Name extends string> {
  /** `Find flags`. */
  label: string;
  placeholder: string;
  properties: readonly Property<Name>[];
  wanted: Wanted<Name>;
  choose: (wanted: Wanted<Name>) => void;
}

/** Searches a list by key and name, and by what its things have. */
export function SearchField<Name extends string>(props: SearchFieldProps<Name>) {
  const { label, placeholder, properties, wanted, choose } = props;
  const names = properties.map(({ name }) => name);
  const options = properties.flatMap(({ name, values }) =>
    values.map((value) => ({ propertyKey: name, ...optionOf(value) })),
  );
  return (
    <PropertyFilter
      query={tokensOf(wanted, names)}
      filteringProperties={properties.map(({ name, one, many }) => ({
        key: name,
        propertyLabel: one,
        groupValuesLabel: many,
        operators: ["="],
      }))}
      filteringOptions={options}
      freeTextFiltering={{ operators: [":"], defaultOperator: ":" }}
      hideOperations
      filteringPlaceholder={placeholder}
      filteringAriaLabel={label}
      onChange={({ detail }) => choose(wantedOf<Name>(detail))}
    />
  );
}

function optionOf(value: string | Labelled): { value: string; label?: string } {
  return typeof value === "string" ? { value } : value;
}

/** Each value that some row has, once. */
export function valuesIn<Row>(
  rows: readonly Row[],
  read: (row: Row) => readonly string[],
): string[] {
  return [...new Set(rows.flatMap(read))].filter(Boolean);
}
