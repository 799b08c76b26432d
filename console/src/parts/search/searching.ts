/** What a list is searched for: tokens of the search field, and parameters of the address. */

import type { PropertyFilterProps } from "@cloudscape-design/components/property-filter";
import { useSearchParams } from "wouter";

/** What is wanted, by property; `query` is looked for in keys and names. */
export type Wanted<Name extends string> = Partial<Record<Name | typeof FREE, string>>;

const FREE = "query";

/** What is looked for, in the address, so that a link finds the same. */
export function useSearch<Name extends string>(
  names: readonly Name[],
): [Wanted<Name>, (wanted: Wanted<Name>) => void] {
  const [parameters, setParameters] = useSearchParams();
  const all = [FREE, ...names];
  const found = all.map((name) => [name, parameters.get(name)]).filter(([, value]) => value);
  const choose = (wanted: Wanted<Name>) =>
    setParameters(
      (before) => {
        for (const name of all) before.delete(name);
        for (const [name, value] of Object.entries<string>(wanted as Record<string, string>)) {
          before.set(name, value);
        }
        return before;
      },
      { replace: true },
    );
  return [Object.fromEntries(found) as Wanted<Name>, choose];
}

/** What is wanted as the tokens of the search field. */
export function tokensOf<Name extends string>(
  wanted: Wanted<Name>,
  names: readonly Name[],
): PropertyFilterProps.Query {
  const named = names.filter((name) => wanted[name]).map((name) => ({
    propertyKey: name,
    operator: "=" as const,
    value: wanted[name],
  }));
  const free = wanted[FREE] ? [{ operator: ":" as const, value: wanted[FREE] }] : [];
  return { tokens: [...free, ...named], operation: "and" };
}

/** Tokens as what is wanted: of several for one property the last one holds. */
export function wantedOf<Name extends string>({
  tokens,
}: Pick<PropertyFilterProps.Query, "tokens">): Wanted<Name> {
  const parts = tokens.map(({ propertyKey, value }) => [propertyKey ?? FREE, String(value)]);
  return Object.fromEntries(parts) as Wanted<Name>;
}
