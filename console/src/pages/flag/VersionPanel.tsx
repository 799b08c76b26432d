import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useEffect, useRef } from "react";
import { useFlagVersion } from "../../api/flags.js";
import type { Flag, Stored } from "../../api/types.js";
import { whoMade } from "../../parts/actors.js";
import { useMake } from "../../parts/Changes.js";
import { DifferenceList } from "../../parts/DifferenceList.js";
import { Loaded } from "../../parts/Loaded.js";
import { When } from "../../parts/When.js";
import { restoreOf } from "./changing.js";
import { useMayEdit } from "./draft.js";
import { flagDifferences } from "./telling.js";

interface VersionPanelProps {
  stored: Stored<Flag>;
  version: number;
}

/** What one version changed, and the way back to it. */
export function VersionPanel({ stored, version }: VersionPanelProps) {
  const found = useFlagVersion(stored.key, version);
  const top = useRef<HTMLDivElement>(null);
  useEffect(() => top.current?.focus(), []);
  return (
    <div ref={top} tabIndex={-1} className="version">
      <Loaded query={found}>{(shown) => <Shown stored={stored} shown={shown} />}</Loaded>
    </div>
  );
}

function Shown({ stored, shown }: { stored: Stored<Flag>; shown: Stored<Flag> }) {
  const { version, change } = shown;
  const mayEdit = useMayEdit(stored.document);
  const make = useMake();
  const restore = version !== stored.version && mayEdit && (
    <Button onClick={() => void make(restoreOf(stored, shown))}>Restore this version</Button>
  );
  const header = (
    <Header
      variant="h2"
      description={change.reason || "No reason was given."}
      actions={restore || undefined}
    >
      Version {version}
    </Header>
  );
  return (
    <Container header={header}>
      <SpaceBetween size="s">
        <Box color="text-body-secondary">
          {whoMade(change)}, <When at={change.at} />
        </Box>
        {version > 1 ? <ChangedIn shown={shown} /> : <First flag={shown.document} />}
      </SpaceBetween>
    </Container>
  );
}

function ChangedIn({ shown }: { shown: Stored<Flag> }) {
  const before = useFlagVersion(shown.key, shown.version - 1);
  return (
    <Loaded query={before}>
      {({ document }) => (
        <DifferenceList
          label={`What version ${shown.version} changed`}
          of={flagDifferences(document, shown.document)}
        />
      )}
    </Loaded>
  );
}

function First({ flag }: { flag: Flag }) {
  const { key, kind, salt = null, lifecycle = "active" } = flag;
  const nothing: Flag = { key, kind, salt, lifecycle };
  return <DifferenceList label="What was written first" of={flagDifferences(nothing, flag)} />;
}
