import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import ExpandableSection from "@cloudscape-design/components/expandable-section";
import Form from "@cloudscape-design/components/form";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";
import { useMay } from "../../api/caller.js";
import type { UnitAsked } from "../../api/explanations.js";
import { useEnvironmentChoice } from "../../app/EnvironmentChoice.js";
import { ContextFields } from "../../parts/contexts/ContextFields.js";
import { contextOf, type Known, knownOf, TARGETING_KEY } from "../../parts/contexts/contexts.js";
import { Empty } from "../../parts/Empty.js";
import { TextField } from "../../parts/fields/TextField.js";
import { Page } from "../../parts/Page.js";
import { PageForm } from "../../parts/PageForm.js";
import { UnitFound } from "./UnitFound.js";
import { type Asked, useAsked } from "./asked.js";

const ABOUT =
  "A unit is whoever flags are answered to: a person, a session, a company. " +
  "Look one up by its key.";
const UNIT = "The key that your application sends, letter by letter: there is no search in names.";
const BUCKET_BY =
  "Another one where units are told apart by it: device_id, company. " +
  "See bucket_by of the experiment.";

/** Looks up one unit: what it sees and why, what rests of it, and what can be done for it. */
export function UnitsPage() {
  const { environment } = useEnvironmentChoice();
  const [asked, ask] = useAsked();
  const may = useMay("editor")(environment);
  const key = JSON.stringify([environment, asked]);
  return (
    <Page title="Units" description={ABOUT}>
      {may ? (
        <SpaceBetween size="l">
          <LookUp key={JSON.stringify(asked)} environment={environment} asked={asked} ask={ask} />
          {asked && <UnitFound key={key} asked={{ environment, ...asked }} />}
        </SpaceBetween>
      ) : (
        <MayNot environment={environment} />
      )}
    </Page>
  );
}

function MayNot({ environment }: { environment: string }) {
  return (
    <Container>
      <Empty title={`You may not look anybody up in ${environment}`}>
        What rests of people is shown to editors of {environment} alone. Ask an owner to
        make you one, or choose an environment that you edit.
      </Empty>
    </Container>
  );
}

interface LookUpProps {
  environment: string;
  asked: Asked | null;
  ask: (asked: Asked) => void;
}

function LookUp({ environment, asked, ask }: LookUpProps) {
  const [unit, setUnit] = useState(asked?.unit ?? "");
  const [bucketBy, setBucketBy] = useState(asked?.bucketBy ?? TARGETING_KEY);
  const [known, setKnown] = useState<Known[]>(() => knownOf(asked?.context ?? {}));
  const [isMissing, setIsMissing] = useState(false);
  const isMore = bucketBy !== TARGETING_KEY || known.length > 0;
  const submit = () => {
    setIsMissing(unit.trim() === "");
    if (unit.trim() === "") return;
    const written: Omit<UnitAsked, "environment"> = {
      unit: unit.trim(),
      bucketBy: bucketBy.trim() || TARGETING_KEY,
      context: contextOf(known),
    };
    ask(written);
  };
  return (
    <PageForm submit={submit}>
      <Container header={<Header variant="h2">Look up in {environment}</Header>}>
        <Form actions={<Button variant="primary">Look up</Button>}>
          <SpaceBetween size="m">
            <TextField
              label="Unit"
              description={UNIT}
              problem={isMissing ? "Write the key of a unit." : undefined}
              value={unit}
              onChange={setUnit}
              placeholder="visitor-7"
            />
            <ExpandableSection headerText="What else is known of it" defaultExpanded={isMore}>
              <SpaceBetween size="m">
                <ContextFields known={known} onChange={setKnown} />
                <TextField
                  label="Attribute that holds the key"
                  description={BUCKET_BY}
                  value={bucketBy}
                  onChange={setBucketBy}
                />
              </SpaceBetween>
            </ExpandableSection>
          </SpaceBetween>
        </Form>
      </Container>
    </PageForm>
  );
}
