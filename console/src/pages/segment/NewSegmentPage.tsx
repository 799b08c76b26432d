import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Form from "@cloudscape-design/components/form";
import FormField from "@cloudscape-design/components/form-field";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useEffect, useState } from "react";
import { useLocation } from "wouter";
import { useMay } from "../../api/caller.js";
import { Problem } from "../../api/problem.js";
import type { FieldProblem, Segment } from "../../api/types.js";
import { href } from "../../app/sections.js";
import { useMake } from "../../parts/Changes.js";
import { EntryList } from "../../parts/EntryList.js";
import { FieldProblems } from "../../parts/fields/FieldProblems.js";
import { KeyField } from "../../parts/fields/KeyField.js";
import { renamed } from "../../parts/fields/keys.js";
import { TextField } from "../../parts/fields/TextField.js";
import { Page } from "../../parts/Page.js";
import { PageForm } from "../../parts/PageForm.js";
import { Refusal } from "../../parts/Refusal.js";
import { Unsaved } from "../../parts/Unsaved.js";
import { creationOf } from "./changing.js";
import { SegmentFields, type SegmentFieldsProps } from "./SegmentFields.js";

const ABOVE = [["Segments", href("/segments")]] as const;
const ABOUT = "The same in every environment. Nothing asks for it until you say so in a rule.";
const MEMBERS = "Keys of units that are in, whatever else is known of them. Paste many at once.";
const NOT_ALLOWED = new Problem(
  "FORBIDDEN",
  403,
  "Segments are shared by all environments: they are made by editors of all of them.",
);

/** A form for one more segment. */
export function NewSegmentPage() {
  const may = useMay("editor")();
  return (
    <Page title="New segment" description={ABOUT} above={ABOVE}>
      {may ? <NewSegment /> : <Refusal problem={NOT_ALLOWED} />}
    </Page>
  );
}

function NewSegment() {
  const [segment, setSegment] = useState<Segment>({ key: "", name: "" });
  const [problems, setProblems] = useState<readonly FieldProblem[]>([]);
  const [isMaking, setIsMaking] = useState(false);
  const [isMade, setIsMade] = useState(false);
  const [, goTo] = useLocation();
  const make = useMake();
  const change = (changed: Partial<Segment>) => setSegment((now) => ({ ...now, ...changed }));
  const submit = async () => {
    if (isMaking) return;
    setIsMaking(true);
    setIsMade(await make(creationOf(segment, setProblems)));
    setIsMaking(false);
  };
  useEffect(() => {
    // Once nothing is unsaved any more.
    if (isMade) goTo(`/segments/${segment.key}`);
  }, [isMade, goTo, segment.key]);
  return (
    <PageForm submit={submit}>
      <Unsaved when={!isMade && segment.key !== ""} />
      <Form actions={<Actions isMaking={isMaking} />}>
        <FieldProblems of={problems}>
          <Container>
            <Fields segment={segment} change={change} />
          </Container>
        </FieldProblems>
      </Form>
    </PageForm>
  );
}

/** All that a new one may have. */
function Fields({ segment, change }: SegmentFieldsProps) {
  const { name = "", key, included = [] } = segment;
  return (
    <SpaceBetween size="m">
      <TextField
        label="Name"
        field="name"
        autoFocus
        value={name}
        onChange={(written) => change(renamed({ name, key }, written))}
      />
      <KeyField label="Key" value={key} onChange={(written) => change({ key: written })} />
      <SegmentFields segment={segment} change={change} />
      <FormField label="Included by name" description={MEMBERS} stretch>
        <EntryList
          label="Included by name"
          values={included}
          onChange={(members) => change({ included: members })}
          placeholder="Key of a unit"
        />
      </FormField>
    </SpaceBetween>
  );
}

function Actions({ isMaking }: { isMaking: boolean }) {
  return (
    <SpaceBetween direction="horizontal" size="xs">
      <Button formAction="none" variant="link" href={href("/segments")}>
        Cancel
      </Button>
      <Button variant="primary" loading={isMaking}>
        Create segment
      </Button>
    </SpaceBetween>
  );
}
