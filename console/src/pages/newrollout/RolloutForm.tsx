import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Form from "@cloudscape-design/components/form";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useEffect, useState } from "react";
import type { FieldProblem } from "../../api/types.js";
import { FieldProblems, ProblemsHere } from "../../parts/fields/FieldProblems.js";
import { Unsaved } from "../../parts/Unsaved.js";
import { plannedStages } from "../rollout/plan.js";
import { Stages } from "../rollout/Stages.js";
import { AlarmFields } from "./AlarmFields.js";
import { GuardrailFields } from "./GuardrailFields.js";
import { MoreFields, TimeFields } from "./TimeFields.js";
import { WhatFields } from "./WhatFields.js";
import { WhoFields } from "./WhoFields.js";
import { readableOf, type Writing } from "./written.js";

interface RolloutFormProps extends Writing {
  isNew: boolean;
  /** What was wrong with it when it was sent. */
  problems: readonly FieldProblem[];
  /** The button's word: `Create rollout`. */
  word: string;
  /** Where one goes without. */
  cancelHref: string;
  /** Whether it was saved. */
  submit: () => Promise<boolean>;
  /** Where one goes then. */
  leave: () => void;
}

const MARKED = "What is marked has to change first.";

/** Everything that can be written of a rollout, and how it would go. */
export function RolloutForm(props: RolloutFormProps) {
  const { written, change, problems, isNew, leave } = props;
  const [first] = useState(written);
  const [isSaved, setIsSaved] = useState(false);
  // Not before it is no longer unsaved: leaving would ask otherwise.
  useEffect(() => {
    if (isSaved) leave();
    // Once is enough, whatever else is rendered meanwhile.
  }, [isSaved]);
  const writing = { written, change };
  const error = problems.length > 0 ? { errorText: MARKED } : {};
  return (
    <FieldProblems of={problems}>
      <Unsaved when={written !== first && !isSaved} />
      <Form {...error} actions={<Actions {...props} saved={() => setIsSaved(true)} />}>
        <SpaceBetween size="l">
          <ProblemsHere />
          <WhatFields {...writing} isNew={isNew} />
          <WhoFields {...writing} />
          <Outlook {...writing} />
          <GuardrailFields {...writing} />
          <AlarmFields {...writing} />
          <TimeFields {...writing} />
          <MoreFields {...writing} />
        </SpaceBetween>
      </Form>
    </FieldProblems>
  );
}

function Actions({ word, cancelHref, submit, saved }: RolloutFormProps & { saved: () => void }) {
  const [isSending, setIsSending] = useState(false);
  const send = async () => {
    setIsSending(true);
    const isMade = await submit();
    setIsSending(false);
    if (isMade) saved();
  };
  return (
    <SpaceBetween direction="horizontal" size="xs">
      <Button variant="link" href={cancelHref}>
        Cancel
      </Button>
      <Button variant="primary" loading={isSending} onClick={() => void send()}>
        {word}
      </Button>
    </SpaceBetween>
  );
}

/** How it would go, as its page will show it. */
function Outlook({ written }: Writing) {
  const stages = plannedStages(readableOf(written));
  const header = (
    <Header variant="h2" description="What happens once it has started, if nothing holds it.">
      Outlook
    </Header>
  );
  return (
    <Container header={header}>
      <Stages stages={stages} reached={null} />
    </Container>
  );
}
