import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import Link from "@cloudscape-design/components/link";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";
import { useMay } from "../../api/caller.js";
import {
  createExclusionGroup,
  type Taken,
  useExclusionGroups,
  useTakenShares,
} from "../../api/exclusionGroups.js";
import { KEYS } from "../../api/queries.js";
import type { GroupShare } from "../../api/types.js";
import { href } from "../../app/sections.js";
import { useMake } from "../../parts/Changes.js";
import { ChoiceField } from "../../parts/fields/ChoiceField.js";
import { KeyField } from "../../parts/fields/KeyField.js";
import { keyProblem } from "../../parts/fields/keys.js";
import { NumberField } from "../../parts/fields/NumberField.js";
import { freePart, overlaps } from "./groups.js";
import type { StepProps } from "./step.js";

const NO_GROUP = "";
const WHAT = "Experiments in one group never share a unit. Two that decide the same flag need one.";

/** Which part of which exclusion group it takes. */
export function GroupChoice({ draft, edit }: StepProps) {
  const groups = useExclusionGroups().data ?? [];
  const others = (useTakenShares().data ?? []).filter((taken) => taken.experiment !== draft.key);
  const set = (group: GroupShare | null) => edit((before) => ({ ...before, group }));
  const choose = (key: string) => {
    const taken = others.filter((other) => other.key === key);
    set(key === NO_GROUP ? null : { key, ...freePart(taken) });
  };
  const choices = [
    { value: NO_GROUP, label: "None", description: "It may share units with any experiment." },
    ...groups.map(({ key, summary }) => ({ value: key, label: key, description: summary.name })),
  ];
  const { group } = draft;
  return (
    <Container
      header={
        <Header variant="h2" description={WHAT}>
          Exclusion group
        </Header>
      }
    >
      <SpaceBetween size="m">
        <ChoiceField
          label="Group"
          field="group.key"
          isOptional
          choices={choices}
          value={group?.key ?? NO_GROUP}
          onChange={choose}
        />
        {group && (
          <Part group={group} set={set} others={others.filter(({ key }) => key === group.key)} />
        )}
        {!group && <NewGroup bucketBy={draft.bucket_by} created={choose} />}
      </SpaceBetween>
    </Container>
  );
}

interface PartProps {
  group: GroupShare;
  set: (group: GroupShare) => void;
  others: readonly Taken[];
}

/** From where to where in the group, and what others take of it. */
function Part({ group, set, others }: PartProps) {
  const clashing = others.filter((taken) => overlaps(group, taken));
  return (
    <SpaceBetween size="m">
      <div className="side-by-side">
        <NumberField
          label="From"
          field="group.begin"
          unit="%"
          value={group.begin}
          onChange={(begin) => begin !== null && set({ ...group, begin })}
        />
        <NumberField
          label="To"
          field="group.end"
          unit="%"
          value={group.end}
          onChange={(end) => end !== null && set({ ...group, end })}
        />
      </div>
      {others.length === 0 && (
        <Box color="text-body-secondary">No other experiment takes a part of this group.</Box>
      )}
      {others.length > 0 && (
        <ul className="plain-list" aria-label={`Parts of ${group.key} that others take`}>
          {others.map(({ experiment, begin, end, status }) => (
            <li key={experiment}>
              {begin} to {end} %: <ExperimentLink of={experiment} /> ({status})
            </li>
          ))}
        </ul>
      )}
      {clashing.length > 0 && (
        <Alert type="warning">
          It shares units with {clashing.map(({ experiment }) => experiment).join(", ")}. Take
          another part of the group.
        </Alert>
      )}
    </SpaceBetween>
  );
}

function ExperimentLink({ of }: { of: string }) {
  return <Link href={href(`/experiments/${encodeURIComponent(of)}`)}>{of}</Link>;
}

interface NewGroupProps {
  bucketBy: string;
  created: (key: string) => void;
}

/** Makes a group where there is none to choose. It belongs to all environments. */
function NewGroup({ bucketBy, created }: NewGroupProps) {
  const [key, setKey] = useState<string | null>(null);
  const make = useMake();
  if (!useMay("editor")()) return null;
  if (key === null) return <Button onClick={() => setKey("")}>New group</Button>;
  const create = async () => {
    const document = { key, name: key, bucket_by: bucketBy };
    const isMade = await make({
      title: `Create the exclusion group ${key}`,
      action: "Create",
      done: `The exclusion group ${key} is there.`,
      environments: [],
      touches: [KEYS.exclusionGroups()],
      shows: [{ field: "key", before: undefined, after: key }],
      send: (reason) => createExclusionGroup(document, reason),
    });
    if (!isMade) return;
    setKey(null);
    created(key);
  };
  return (
    <SpaceBetween size="s">
      <KeyField
        label="Key of the new group"
        placeholder="checkout-page"
        field="new-group"
        value={key}
        onChange={setKey}
      />
      <SpaceBetween direction="horizontal" size="xs">
        <Button onClick={() => void create()} disabled={key === "" || keyProblem(key) !== ""}>
          Create the group
        </Button>
        <Button variant="link" onClick={() => setKey(null)}>
          Cancel
        </Button>
      </SpaceBetween>
    </SpaceBetween>
  );
}
