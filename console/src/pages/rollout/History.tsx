import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Modal from "@cloudscape-design/components/modal";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useQuery } from "@tanstack/react-query";
import { useMay } from "../../api/caller.js";
import { KEYS } from "../../api/queries.js";
import { readRolloutVersion, type StoredRollout, useRolloutHistory } from "../../api/rollouts.js";
import { whoMade } from "../../parts/actors.js";
import { useMake } from "../../parts/Changes.js";
import { DifferenceList } from "../../parts/DifferenceList.js";
import { differences } from "../../parts/differences.js";
import { Loaded } from "../../parts/Loaded.js";
import { useParameter } from "../../parts/useParameter.js";
import { Versions } from "../../parts/Versions.js";
import { When } from "../../parts/When.js";
import { readable } from "./readable.js";
import { restorationOf } from "./restoring.js";

const VERSION = "version";

/** Every version of a rollout, newest first: what each changed, and the way back to it. */
export function History({ stored }: { stored: StoredRollout }) {
  const pages = useRolloutHistory(stored.key);
  const [version, setVersion] = useParameter(VERSION);
  const opened = Number(version) || null;
  return (
    <>
      <Versions
        pages={pages}
        version={(row) => (
          <Button variant="inline-link" onClick={() => setVersion(String(row.version))}>
            Version {row.version}
          </Button>
        )}
      />
      {opened && <Opened stored={stored} version={opened} close={() => setVersion(null)} />}
    </>
  );
}

interface OpenedProps {
  stored: StoredRollout;
  version: number;
  close: () => void;
}

/** What one version changed; the way back to it where there is one. */
function Opened({ stored, version, close }: OpenedProps) {
  const make = useMake();
  const { environment, status } = stored.document;
  const mayChange = useMay("editor")(environment);
  const mayRestore = mayChange && status === "pending" && version !== stored.version;
  const query = useQuery({
    queryKey: KEYS.rolloutVersions(stored.key, version),
    queryFn: () => pairOf(stored.key, version),
    staleTime: Infinity,
  });
  const restore = () => {
    if (query.data) void make(restorationOf(stored, query.data.after));
    close();
  };
  const footer = mayRestore && query.data && (
    <Box float="right">
      <Button onClick={restore}>Restore version {version}</Button>
    </Box>
  );
  return (
    <Modal
      visible
      header={`Version ${version} of ${stored.key}`}
      closeAriaLabel="Close"
      onDismiss={close}
      footer={footer || undefined}
    >
      <Loaded query={query}>
        {({ before, after }) => (
          <SpaceBetween size="s">
            <Box>
              {whoMade(after.change)} <When at={after.change.at} />
              {after.change.reason && `: ${after.change.reason}`}
            </Box>
            <DifferenceList
              label="What it changed"
              of={differences(before ? readable(before.document) : {}, readable(after.document))}
            />
          </SpaceBetween>
        )}
      </Loaded>
    </Modal>
  );
}

/** A version, and the one before it unless it is the first. */
async function pairOf(key: string, version: number) {
  const [before, after] = await Promise.all([
    version > 1 ? readRolloutVersion(key, version - 1) : null,
    readRolloutVersion(key, version),
  ]);
  return { before, after };
}
