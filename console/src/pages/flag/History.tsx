import { useFlagHistory } from "../../api/flags.js";
import type { Row } from "../../api/types.js";
import { whoMade } from "../../parts/actors.js";
import { Empty } from "../../parts/Empty.js";
import { type Column, Listing } from "../../parts/Listing.js";
import { When } from "../../parts/When.js";

const COLUMNS: [Column<Row>, ...Column<Row>[]] = [
  { id: "version", header: "Version", cell: (row) => `Version ${row.version}` },
  { id: "at", header: "When", cell: ({ change }) => <When at={change.at} /> },
  { id: "actor", header: "Who", cell: ({ change }) => whoMade(change) },
  { id: "action", header: "What", cell: ({ change }) => change.action.replaceAll("_", " ") },
  { id: "reason", header: "Why", cell: ({ change }) => change.reason || "–" },
];

/** Every version of a flag, newest first. */
export function History({ flagKey }: { flagKey: string }) {
  const pages = useFlagHistory(flagKey);
  return (
    <Listing
      label="versions"
      pages={pages}
      columns={COLUMNS}
      keyOf={(row) => String(row.version)}
      empty={<Empty title="Nothing was written yet">Each change makes a version.</Empty>}
    />
  );
}
