import Alert from "@cloudscape-design/components/alert";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Form from "@cloudscape-design/components/form";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useEffect, useState } from "react";
import { useLocation } from "wouter";
import { useMay } from "../../api/caller.js";
import { useEnvironments } from "../../api/environments.js";
import type { FieldProblem, Flag } from "../../api/types.js";
import { href } from "../../app/sections.js";
import { useMake } from "../../parts/Changes.js";
import { FieldProblems, ProblemsHere } from "../../parts/fields/FieldProblems.js";
import { Page } from "../../parts/Page.js";
import { Unsaved } from "../../parts/Unsaved.js";
import { EDIT } from "../flag/draft.js";
import { DescribedFields } from "../flag/DetailsEditor.js";
import { VariantsEditor } from "../flag/VariantsEditor.js";
import { creationOf } from "./creating.js";
import { blankFlag, problemsOfNewFlag } from "./drafting.js";
import { EnvironmentFields, KindField, NameFields } from "./fields.js";

const ABOUT = "A switch in your code. It begins switched off: nobody sees anything new yet.";
const ABOVE = [["Flags", href("/flags")]] as const;

/** A flag that is not there yet. */
export function NewFlagPage() {
  const may = useMay("editor")();
  return (
    <Page title="New flag" description={ABOUT} above={ABOVE}>
      {may ? <NewFlag /> : <MayNot />}
    </Page>
  );
}

function MayNot() {
  return (
    <Alert type="info" header="You may not make flags">
      A flag is made by an editor who is not limited to some environments.
    </Alert>
  );
}

function NewFlag() {
  const environments = (useEnvironments().data ?? []).map(({ key }) => key);
  const [blank] = useState(() => blankFlag(environments));
  const [flag, setFlag] = useState(blank);
  const [isTried, setIsTried] = useState(false);
  const [isMade, setIsMade] = useState(false);
  const [refused, setRefused] = useState<readonly FieldProblem[]>([]);
  const [, go] = useLocation();
  const make = useMake();
  const change = (edit: (now: Flag) => Flag) => {
    setRefused([]);
    setFlag(edit);
  };
  const create = async () => {
    setIsTried(true);
    if (problemsOfNewFlag(flag).length > 0) return;
    setIsMade(await make(creationOf(flag, setRefused)));
  };
  // Not before it is no longer unsaved: leaving would ask otherwise.
  useEffect(() => {
    if (isMade) go(`/flags/${flag.key}?${EDIT}`);
  }, [isMade, go, flag.key]);
  const problems = [...(isTried ? problemsOfNewFlag(flag) : []), ...refused];
  return (
    <FieldProblems of={problems}>
      <Unsaved when={flag !== blank && !isMade} />
      <Form
        actions={
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" href={href("/flags")}>
              Cancel
            </Button>
            <Button variant="primary" onClick={() => void create()}>
              Create flag
            </Button>
          </SpaceBetween>
        }
        errorText={problems.length > 0 && "The flag cannot be made yet: see what is marked above."}
      >
        <Fields flag={flag} change={change} environments={environments} />
      </Form>
    </FieldProblems>
  );
}

interface FieldsProps {
  flag: Flag;
  change: (edit: (now: Flag) => Flag) => void;
  environments: readonly string[];
}

function Fields({ flag, change, environments }: FieldsProps) {
  return (
    <SpaceBetween size="l">
      <Container header={<Header variant="h2">What it is</Header>}>
        <SpaceBetween size="m">
          <NameFields flag={flag} change={change} />
          <DescribedFields flag={flag} change={change} />
        </SpaceBetween>
      </Container>
      <Container header={<Header variant="h2">What it can answer</Header>}>
        <SpaceBetween size="m">
          <KindField flag={flag} change={change} />
          <VariantsEditor flag={flag} change={change} />
        </SpaceBetween>
      </Container>
      <Container header={<Header variant="h2">Where it is</Header>}>
        <EnvironmentFields flag={flag} change={change} environments={environments} />
      </Container>
      <ProblemsHere />
    </SpaceBetween>
  );
}
