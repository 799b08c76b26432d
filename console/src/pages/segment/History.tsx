import Button from "@cloudscape-design/components/button";
import { useMay } from "../../api/caller.js";
import { asProblem } from "../../api/problem.js";
import { readSegmentVersion, type StoredSegment, useSegmentHistory } from "../../api/segments.js";
import type { Row } from "../../api/types.js";
import { DONE } from "../../parts/actions.js";
import { whoMade } from "../../parts/actors.js";
import { useMake } from "../../parts/Changes.js";
import { Empty } from "../../parts/Empty.js";
import { type Column, Listing } from "../../parts/Listing.js";
import { useTell } from "../../parts/Messages.js";
import { When } from "../../parts/When.js";
import { type Reach, restoreOf } from "./changing.js";

const COLUMNS: [Column<Row>, ...Column<Row>[]] = [
  { id: "version", header: "Version", cell: (row) => `Version ${row.version}` },
  { id: "at", header: "When", cell: ({ change }) => <When at={change.at} /> },
  { id: "actor", header: "Who", cell: ({ change }) => whoMade(change) },
  { id: "action", header: "What", cell: ({ change }) => DONE[change.action] },
  { id: "reason", header: "Why", cell: ({ change }) => change.reason || "–" },
];

/** Every version of a segment, newest first, and the way back to each. */
export function History({ stored, reach }: { stored: StoredSegment; reach: Reach }) {
  const pages = useSegmentHistory(stored.key);
  const may = useMay("editor")();
  const make = useMake();
  const tell = useTell();
  const restore = async (version: number) => {
    try {
      const earlier = await readSegmentVersion(stored.key, version);
      await make(restoreOf(stored, earlier, reach));
    } catch (fault) {
      const { detail, advice } = asProblem(fault);
      tell("error", detail, advice);
    }
  };
  const back: Column<Row> = {
    id: "restore",
    header: "Go back",
    cell: ({ version }) =>
      version === stored.version ? (
        "the newest"
      ) : (
        <Button
          variant="inline-link"
          ariaLabel={`Restore version ${version}`}
          onClick={() => void restore(version)}
        >
          Restore
        </Button>
      ),
  };
  return (
    <Listing
      label="versions"
      pages={pages}
      columns={may ? [...COLUMNS, back] : COLUMNS}
      keyOf={(row) => String(row.version)}
      empty={<Empty title="Nothing was written yet">Each change makes a version.</Empty>}
    />
  );
}
