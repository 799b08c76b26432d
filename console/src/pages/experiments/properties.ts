import type { ExperimentRow } from "../../api/experiments.js";
import type { ExperimentStatus } from "../../api/types.js";
import { type Property, valuesIn } from "../../parts/search/SearchField.js";

/** What a list of experiments is searched by. */
export const NAMES = ["status", "tag", "owner", "team"] as const;
const STATUSES: readonly ExperimentStatus[] = [
  "draft",
  "running",
  "paused",
  "completed",
  "cancelled",
  "failed",
  "archived",
];

/** With the values that the rows have. */
export function propertiesOf(rows: readonly ExperimentRow[]): Property<(typeof NAMES)[number]>[] {
  const of = (read: (row: ExperimentRow) => readonly string[]) => valuesIn(rows, read);
  return [
    { name: "status", one: "Status", many: "Statuses", values: STATUSES },
    { name: "tag", one: "Tag", many: "Tags", values: of((row) => row.summary.tags) },
    { name: "owner", one: "Owner", many: "Owners", values: of((row) => [row.summary.owner]) },
    { name: "team", one: "Team", many: "Teams", values: of((row) => [row.summary.team]) },
  ];
}
