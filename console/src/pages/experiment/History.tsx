import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Modal from "@cloudscape-design/components/modal";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";
import { useMay } from "../../api/caller.js";
import { useExperimentHistory, useExperimentVersion } from "../../api/experiments.js";
import type { Experiment, Row, Stored } from "../../api/types.js";
import { DONE } from "../../parts/actions.js";
import { whoMade } from "../../parts/actors.js";
import { Breakable } from "../../parts/Breakable.js";
import { useMake } from "../../parts/Changes.js";
import { DifferenceList } from "../../parts/DifferenceList.js";
import { differences } from "../../parts/differences.js";
import { Empty } from "../../parts/Empty.js";
import { type Column, Listing } from "../../parts/Listing.js";
import { Loaded } from "../../parts/Loaded.js";
import { When } from "../../parts/When.js";
import { restorationOf } from "./restoring.js";
import type { TabProps } from "./tabProps.js";

const HALF = 50;

/** Every version of an experiment, newest first: what changed in it, and back to it while it is a
 * draft. */
export function History({ stored }: TabProps) {
  const pages = useExperimentHistory(stored.key);
  const [shown, show] = useState<number | null>(null);
  const columns: [Column<Row>, ...Column<Row>[]] = [
    { id: "version", header: "Version", cell: (row) => `Version ${row.version}` },
    { id: "at", header: "When", share: HALF, cell: ({ change }) => <When at={change.at} /> },
    {
      id: "who",
      header: "Who",
      share: HALF,
      cell: ({ change }) => <Breakable text={whoMade(change)} />,
    },
    { id: "what", header: "What", share: HALF, cell: ({ change }) => DONE[change.action] },
    { id: "why", header: "Why", share: HALF, cell: ({ change }) => change.reason || "–" },
    {
      id: "changed",
      header: "Changes",
      cell: ({ version }) => (
        <Button
          variant="inline-link"
          ariaLabel={`What changed in version ${version}`}
          onClick={() => show(version)}
        >
          What changed
        </Button>
      ),
    },
  ];
  return (
    <>
      <Listing
        label="versions"
        pages={pages}
        columns={columns}
        keyOf={(row) => String(row.version)}
        empty={<Empty title="Nothing was written yet">Each change makes a version.</Empty>}
      />
      {shown !== null && (
        <VersionDialog stored={stored} version={shown} close={() => show(null)} />
      )}
    </>
  );
}

interface VersionDialogProps {
  stored: Stored<Experiment>;
  version: number;
  close: () => void;
}

/** What a version changed, and the way back to it. */
function VersionDialog({ stored, version, close }: VersionDialogProps) {
  const { status = "draft", environment } = stored.document;
  const may = useMay("editor")(environment);
  const make = useMake();
  const query = useExperimentVersion(stored.key, version);
  const isEarlier = version !== stored.version && status === "draft";
  const restore = (earlier: Stored<Experiment>) => {
    close();
    void make(restorationOf(stored, earlier));
  };
  return (
    <Modal visible header={`Version ${version}`} closeAriaLabel="Close" onDismiss={close}>
      <Loaded query={query}>
        {({ before, after }) => (
          <SpaceBetween size="m">
            <DifferenceList
              label="What it changed"
              of={differences(before?.document ?? {}, after.document)}
            />
            {may && isEarlier && (
              <Box float="right">
                <Button onClick={() => restore(after)}>Give the draft this design</Button>
              </Box>
            )}
          </SpaceBetween>
        )}
      </Loaded>
    </Modal>
  );
}
