import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useNames } from "../../api/names.js";
import { ChoiceField } from "../../parts/fields/ChoiceField.js";
import type { Choice } from "../../parts/fields/choices.js";
import { Further } from "../../parts/fields/Further.js";
import { KeyField } from "../../parts/fields/KeyField.js";
import { renamed } from "../../parts/fields/keys.js";
import { SuggestField } from "../../parts/fields/SuggestField.js";
import { TagField } from "../../parts/fields/TagField.js";
import { TextField } from "../../parts/fields/TextField.js";
import type { Draft } from "./draft.js";
import { type Hypothesis, hypothesisOf, partsOfHypothesis } from "./hypothesis.js";
import { PresetChoice } from "./PresetChoice.js";
import type { StepProps } from "./step.js";

const PRIORITIES: readonly Choice<Draft["priority"]>[] = [
  { value: "low", label: "Low" },
  { value: "medium", label: "Medium" },
  { value: "high", label: "High" },
  { value: "critical", label: "Critical" },
];

/** What is expected and why, and who answers for it. */
export function HypothesisStep(props: StepProps) {
  return (
    <SpaceBetween size="l">
      {!props.isStored && <PresetChoice {...props} />}
      <Naming {...props} />
      <Expectation {...props} />
      <More {...props} />
    </SpaceBetween>
  );
}

function Naming({ draft, edit, isStored }: StepProps) {
  const { name, key, owner } = draft;
  const { owners } = useNames();
  const rename = (to: string) =>
    edit((before) => ({ ...before, ...(isStored ? { name: to } : renamed(before, to)) }));
  return (
    <Container header={<Header variant="h2">The experiment</Header>}>
      <SpaceBetween size="m">
        <TextField
          label="Name"
          field="name"
          description="The question that it answers, in a few words."
          placeholder="Do badges of trust sell?"
          value={name}
          longest={256}
          onChange={rename}
        />
        {isStored ? (
          <TextField label="Key" value={key} isReadOnly onChange={() => undefined} />
        ) : (
          <KeyField
            label="Key"
            value={key}
            onChange={(to) => edit((before) => ({ ...before, key: to }))}
          />
        )}
        <SuggestField
          label="Owner"
          field="owner"
          description="Who answers for it and is asked about it."
          placeholder="name@company.example"
          suggestions={owners}
          value={owner}
          onChange={(to) => edit((before) => ({ ...before, owner: to }))}
        />
      </SpaceBetween>
    </Container>
  );
}

function Expectation({ draft, edit }: StepProps) {
  const parts = partsOfHypothesis(draft.hypothesis);
  const write = (hypothesis: string) => edit((before) => ({ ...before, hypothesis }));
  const description = "Written before the start, so that nobody can fit it to the result.";
  const header = (
    <Header variant="h2" description={description}>
      Hypothesis
    </Header>
  );
  return (
    <Container header={header}>
      {parts === null ? (
        <TextField
          label="Hypothesis"
          field="hypothesis"
          description="What you expect to happen, and why."
          rows={4}
          value={draft.hypothesis}
          longest={4096}
          onChange={write}
        />
      ) : (
        <InParts parts={parts} write={(changed) => write(hypothesisOf(changed))} />
      )}
    </Container>
  );
}

interface InPartsProps {
  parts: Hypothesis;
  write: (parts: Hypothesis) => void;
}

function InParts({ parts, write }: InPartsProps) {
  return (
    <SpaceBetween size="m">
      <TextField
        label="What do you change?"
        field="hypothesis"
        placeholder="Badges of trust stand beside the button."
        value={parts.what}
        longest={1000}
        onChange={(what) => write({ ...parts, what })}
      />
      <TextField
        label="What do you expect of it?"
        description="Who does what more or less often, and by how much about."
        placeholder="A tenth more visitors finish their order."
        value={parts.expected}
        longest={1000}
        onChange={(expected) => write({ ...parts, expected })}
      />
      <TextField
        label="Why?"
        description="What you have seen or know that makes you expect it."
        placeholder="Every tenth of those who leave says that they were not sure."
        value={parts.why}
        longest={1000}
        onChange={(why) => write({ ...parts, why })}
      />
    </SpaceBetween>
  );
}

function More({ draft, edit }: StepProps) {
  const { teams, tags } = useNames();
  return (
    <Further
      title="More about it"
      description="Description, team, tags and priority; all of it can wait."
      fields={["description", "team", "tags", "priority"]}
      isContainer
    >
      <SpaceBetween size="m">
        <TextField
          label="Description"
          field="description"
          isOptional
          rows={3}
          value={draft.description}
          longest={4096}
          onChange={(description) => edit((before) => ({ ...before, description }))}
        />
        <SuggestField
          label="Team"
          field="team"
          isOptional
          suggestions={teams}
          value={draft.team}
          onChange={(team) => edit((before) => ({ ...before, team }))}
        />
        <TagField
          label="Tags"
          field="tags"
          isOptional
          placeholder="Add a tag"
          suggestions={tags}
          value={draft.tags}
          onChange={(now) => edit((before) => ({ ...before, tags: now }))}
        />
        <ChoiceField
          label="Priority"
          field="priority"
          description="For people who read the list; nothing is decided by it."
          choices={PRIORITIES}
          value={draft.priority}
          onChange={(priority) => edit((before) => ({ ...before, priority }))}
        />
      </SpaceBetween>
    </Further>
  );
}
