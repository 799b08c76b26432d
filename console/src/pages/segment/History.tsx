import Button from "@cloudscape-design/components/button";
import { useMay } from "../../api/caller.js";
import { asProblem } from "../../api/problem.js";
import { readSegmentVersion, type StoredSegment, useSegmentHistory } from "../../api/segments.js";
import type { Row } from "../../api/types.js";
import { useMake } from "../../parts/Changes.js";
import type { Column } from "../../parts/Listing.js";
import { useTell } from "../../parts/Messages.js";
import { Versions } from "../../parts/Versions.js";
import { type Reach, restoreOf } from "./changing.js";

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
    <Versions
      pages={pages}
      version={({ version }) => `Version ${version}`}
      also={may ? [back] : []}
    />
  );
}
