import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Modal from "@cloudscape-design/components/modal";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useMay } from "../../api/caller.js";
import { useExperimentHistory, useExperimentVersion } from "../../api/experiments.js";
import type { Experiment, Row, Stored } from "../../api/types.js";
import { useMake } from "../../parts/Changes.js";
import { DifferenceList } from "../../parts/DifferenceList.js";
import { differences } from "../../parts/differences.js";
import type { Column } from "../../parts/Listing.js";
import { Loaded } from "../../parts/Loaded.js";
import { useParameter } from "../../parts/useParameter.js";
import { Versions } from "../../parts/Versions.js";
import { restorationOf } from "./restoring.js";
import type { TabProps } from "./tabProps.js";

const VERSION = "version";

/** Every version of an experiment, newest first: what changed in it, and back to it while it is a
 * draft. */
export function History({ stored }: TabProps) {
  const pages = useExperimentHistory(stored.key);
  const [version, show] = useParameter(VERSION);
  const opened = Number(version) || null;
  const changed: Column<Row> = {
    id: "changed",
    header: "Changes",
    cell: ({ version }) => (
      <Button
        variant="inline-link"
        ariaLabel={`What changed in version ${version}`}
        onClick={() => show(String(version))}
      >
        What changed
      </Button>
    ),
  };
  return (
    <>
      <Versions
        pages={pages}
        version={({ version }) => `Version ${version}`}
        also={[changed]}
      />
      {opened && <VersionDialog stored={stored} version={opened} close={() => show(null)} />}
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
