import type { Pages } from "../api/pages.js";
import type { Row } from "../api/types.js";
import { DONE } from "./actions.js";
import { whoMade } from "./actors.js";
import { Breakable } from "./Breakable.js";
import { Empty } from "./Empty.js";
import { type Column, Listing } from "./Listing.js";
import { When } from "./When.js";

const HALF = 50;

const CHANGE: readonly Column<Row>[] = [
  { id: "at", header: "When", share: HALF, cell: ({ change }) => <When at={change.at} /> },
  {
    id: "actor",
    header: "Who",
    share: HALF,
    cell: ({ change }) => <Breakable text={whoMade(change)} />,
  },
  { id: "action", header: "What", share: HALF, cell: ({ change }) => DONE[change.action] },
  { id: "reason", header: "Why", share: HALF, cell: ({ change }) => change.reason || "–" },
];

interface VersionsProps {
  pages: Pages<Row>;
  /** Names a version, and may lead to what it changed. */
  version: Column<Row>["cell"];
  /** What can be done with one. */
  also?: readonly Column<Row>[];
}

/** Every version of something, newest first: when, who, what and why. */
export function Versions({ pages, version, also = [] }: VersionsProps) {
  const named = { id: "version", header: "Version", minWidth: 110, cell: version };
  return (
    <Listing
      label="versions"
      pages={pages}
      columns={[named, ...CHANGE, ...also]}
      keyOf={(row) => String(row.version)}
      empty={<Empty title="Nothing was written yet">Each change makes a version.</Empty>}
    />
  );
}
