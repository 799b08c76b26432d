/** What the audit log can be asked for: its parts in the address, and as tokens of a search. */

import type { PropertyFilterProps } from "@cloudscape-design/components/property-filter";
import type { AuditFilter, Kind } from "../../api/types.js";
import { KINDS } from "../../parts/actions.js";

type Name = "kind" | "key" | "actor" | "since" | "until";

interface Property {
  label: string;
  values: string;
  placeholder: string;
}

export const PROPERTIES: Record<Name, Property> = {
  kind: { label: "Kind", values: "Kinds", placeholder: "flag" },
  key: { label: "Key", values: "Keys", placeholder: "new-gallery" },
  actor: { label: "Who", values: "People", placeholder: "a name, or a part of it" },
  since: { label: "From day", values: "Days", placeholder: "2026-11-21" },
  until: { label: "Before day", values: "Days", placeholder: "2026-11-28" },
};
export const NAMES = Object.keys(PROPERTIES) as Name[];

/** Of several tokens for one property the last one holds. */
export function filterOf({ tokens }: Pick<PropertyFilterProps.Query, "tokens">): AuditFilter {
  const parts = tokens
    .filter(({ propertyKey, value }) => propertyKey && value)
    .map(({ propertyKey, value }) => [propertyKey, String(value)]);
  return Object.fromEntries(parts) as AuditFilter;
}

export function queryOf(filter: AuditFilter): PropertyFilterProps.Query {
  const tokens = NAMES.filter((name) => filter[name]).map((name) => ({
    propertyKey: name,
    operator: "=" as const,
    value: filter[name],
  }));
  return { tokens, operation: "and" };
}

/** A filter that the API takes: what somebody wrote into the address may be no kind. */
export function known(filter: AuditFilter): AuditFilter {
  const { kind, ...others } = filter;
  return kind && kind in KINDS ? { kind: kind as Kind, ...others } : others;
}
