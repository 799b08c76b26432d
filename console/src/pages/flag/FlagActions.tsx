import Button from "@cloudscape-design/components/button";
import ButtonDropdown from "@cloudscape-design/components/button-dropdown";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import { useState } from "react";
import { useMay } from "../../api/caller.js";
import type { Flag, Stored } from "../../api/types.js";
import { useEnvironmentChoice } from "../../app/EnvironmentChoice.js";
import { useMake } from "../../parts/Changes.js";
import { archiveOf, stopOf } from "./changing.js";
import { CloneDialog } from "./CloneDialog.js";
import { type FlagDraft, useMayEdit } from "./draft.js";

interface FlagActionsProps {
  stored: Stored<Flag>;
  draft: FlagDraft;
}

/** What can be done to a flag as a whole, by who may. */
export function FlagActions({ stored, draft }: FlagActionsProps) {
  const isArchived = stored.document.lifecycle === "archived";
  const may = useMay("editor");
  const mayEdit = useMayEdit(stored.document);
  const make = useMake();
  if (isArchived) {
    const bringBack = () => void make(archiveOf(stored, false));
    return (
      <SpaceBetween direction="horizontal" size="xs" alignItems="center">
        <StatusIndicator type="stopped">Archived</StatusIndicator>
        {may() && <Button onClick={bringBack}>Unarchive</Button>}
      </SpaceBetween>
    );
  }
  if (!mayEdit || draft.isEditing) return null;
  return (
    <SpaceBetween direction="horizontal" size="xs">
      <More stored={stored} />
      <Button variant="primary" onClick={draft.begin}>
        Edit
      </Button>
    </SpaceBetween>
  );
}

function More({ stored }: { stored: Stored<Flag> }) {
  const [isCloning, setIsCloning] = useState(false);
  const { environment } = useEnvironmentChoice();
  const may = useMay("editor");
  const make = useMake();
  const isThere = environment in (stored.document.environments ?? {});
  const actions = [
    {
      id: "copy",
      text: `Copy ${environment} to other environments`,
      isShown: isThere,
      act: () => setIsCloning(true),
    },
    {
      id: "archive",
      text: "Archive",
      isShown: may(),
      act: () => void make(archiveOf(stored, true)),
    },
    {
      id: "stop",
      text: `Emergency stop in ${environment}`,
      isShown: isThere && may(environment),
      act: () => void make(stopOf(stored, environment)),
    },
  ].filter(({ isShown }) => isShown);
  if (actions.length === 0) return null;
  return (
    <>
      <ButtonDropdown
        items={actions.map(({ id, text }) => ({ id, text }))}
        onItemClick={({ detail }) => actions.find(({ id }) => id === detail.id)?.act()}
      >
        More
      </ButtonDropdown>
      {isCloning && (
        <CloneDialog stored={stored} from={environment} close={() => setIsCloning(false)} />
      )}
    </>
  );
}
