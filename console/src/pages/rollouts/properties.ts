import type { RolloutRow } from "../../api/rollouts.js";
import { type Property, valuesIn } from "../../parts/search/SearchField.js";
import { STATUS_WORDS } from "../rollout/Status.js";

/** What a list of rollouts is searched by. */
export const NAMES = ["status", "flag", "tag", "owner", "team"] as const;

/** With the values that the rows have. */
export function propertiesOf(rows: readonly RolloutRow[]): Property<(typeof NAMES)[number]>[] {
  const of = (read: (row: RolloutRow) => readonly string[]) => valuesIn(rows, read);
  const statuses = STATUS_WORDS.map(([value, label]) => ({ value, label }));
  return [
    { name: "status", one: "Status", many: "Statuses", values: statuses },
    { name: "flag", one: "Flag", many: "Flags", values: of((row) => [row.summary.flag]) },
    { name: "tag", one: "Tag", many: "Tags", values: of((row) => row.summary.tags) },
    { name: "owner", one: "Owner", many: "Owners", values: of((row) => [row.summary.owner]) },
    { name: "team", one: "Team", many: "Teams", values: of((row) => [row.summary.team]) },
  ];
}
