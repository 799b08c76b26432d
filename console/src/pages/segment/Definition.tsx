import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Form from "@cloudscape-design/components/form";
import Header from "@cloudscape-design/components/header";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";
import { useMay } from "../../api/caller.js";
import type { StoredSegment } from "../../api/segments.js";
import type { FieldProblem, Node, Segment } from "../../api/types.js";
import { byWhom } from "../../parts/actors.js";
import { Breakable } from "../../parts/Breakable.js";
import { useMake } from "../../parts/Changes.js";
import { counted } from "../../parts/counted.js";
import { differences } from "../../parts/differences.js";
import { PageForm } from "../../parts/PageForm.js";
import { FieldProblems } from "../../parts/fields/FieldProblems.js";
import { TextField } from "../../parts/fields/TextField.js";
import { Tags } from "../../parts/Tags.js";
import { Unsaved } from "../../parts/Unsaved.js";
import { When } from "../../parts/When.js";
import { conditionsInWords } from "../../parts/words.js";
import { type Reach, saveOf } from "./changing.js";
import { SegmentFields } from "./SegmentFields.js";

interface DefinitionProps {
  stored: StoredSegment;
  reach: Reach;
}

/** Who is in, and what is known of the segment; to be edited by whoever may. */
export function Definition({ stored, reach }: DefinitionProps) {
  const [isEditing, setIsEditing] = useState(false);
  const may = useMay("editor")() && stored.document.lifecycle !== "archived";
  if (isEditing) return <Editor {...{ stored, reach }} close={() => setIsEditing(false)} />;
  const edit = may && <Button onClick={() => setIsEditing(true)}>Edit</Button>;
  return (
    <Container
      header={
        <Header variant="h2" actions={edit || undefined}>
          Who is in
        </Header>
      }
    >
      <SpaceBetween size="m">
        {stored.document.description}
        <Members stored={stored} />
        <About stored={stored} />
      </SpaceBetween>
    </Container>
  );
}

function Members({ stored: { document, summary } }: { stored: StoredSegment }) {
  const nodes = document.conditions ?? [];
  return (
    <ol className="steps">
      <li>
        <Box variant="awsui-key-label">Excluded by name</Box>
        {summary.excluded > 0 ? `${counted(summary.excluded, "unit")}: never in` : "Nobody"}
      </li>
      <li>
        <Box variant="awsui-key-label">Included by name</Box>
        {summary.included > 0 ? `${counted(summary.included, "unit")}: in` : "Nobody"}
      </li>
      <li>
        <Box variant="awsui-key-label">By conditions, all of which must hold</Box>
        {nodes.length === 0 ? (
          "There are none"
        ) : (
          <ul className="said">
            {nodes.map((node: Node, at) => (
              <li key={at}>{conditionsInWords([node])}</li>
            ))}
          </ul>
        )}
      </li>
    </ol>
  );
}

function About({ stored }: { stored: StoredSegment }) {
  const { document, version, change } = stored;
  const pairs = [
    { label: "Owner", value: <Breakable text={document.owner || "–"} /> },
    { label: "Tags", value: <Tags tags={document.tags ?? []} /> },
    {
      label: `Version ${version}`,
      value: (
        <>
          <When at={change.at} /> <Breakable text={byWhom(change)} />
        </>
      ),
    },
  ];
  return <KeyValuePairs columns={3} items={pairs} />;
}

function Editor({ stored, reach, close }: DefinitionProps & { close: () => void }) {
  const [draft, setDraft] = useState<Segment>(stored.document);
  const [base] = useState(stored);
  const [problems, setProblems] = useState<readonly FieldProblem[]>([]);
  const make = useMake();
  const isChanged = differences(base.document, draft).length > 0;
  const change = (changed: Partial<Segment>) => setDraft((now) => ({ ...now, ...changed }));
  const submit = async () => {
    const isMade = await make(saveOf(base, draft, reach, setProblems));
    if (isMade) close();
  };
  return (
    <PageForm submit={submit}>
      <Unsaved when={isChanged} />
      <Form
        actions={
          <SpaceBetween direction="horizontal" size="xs">
            <Button formAction="none" variant="link" onClick={close}>
              Cancel
            </Button>
            <Button variant="primary" disabled={!isChanged}>
              Save
            </Button>
          </SpaceBetween>
        }
      >
        <FieldProblems of={problems}>
          <Container header={<Header variant="h2">Change who is in</Header>}>
            <SpaceBetween size="m">
              <TextField
                label="Name"
                field="name"
                isOptional
                autoFocus
                value={draft.name ?? ""}
                onChange={(name) => change({ name })}
              />
              <SegmentFields segment={draft} change={change} />
            </SpaceBetween>
          </Container>
        </FieldProblems>
      </Form>
    </PageForm>
  );
}
