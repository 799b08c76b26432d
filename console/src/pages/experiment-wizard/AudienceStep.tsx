import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useMay } from "../../api/caller.js";
import { useEnvironments } from "../../api/environments.js";
import { ChoiceField } from "../../parts/fields/ChoiceField.js";
import { PercentField } from "../../parts/fields/NumberField.js";
import { Draw } from "./Draw.js";
import { Eligibility } from "./Eligibility.js";
import { FlagPicker } from "./FlagPicker.js";
import { GroupChoice } from "./GroupChoice.js";
import type { StepProps } from "./step.js";

/** Which flag shows the difference, where, and who takes part. */
export function AudienceStep(props: StepProps) {
  return (
    <SpaceBetween size="l">
      <Where {...props} />
      <FlagPicker {...props} />
      <Eligibility {...props} />
      <Traffic {...props} />
      <GroupChoice {...props} />
      <Draw {...props} />
    </SpaceBetween>
  );
}

function Where({ draft, edit }: StepProps) {
  const may = useMay("editor");
  const rows = useEnvironments().data ?? [];
  const choices = rows
    .filter(({ key }) => may(key) || key === draft.environment)
    .map(({ key, summary }) => ({
      value: key,
      label: key,
      ...(summary.is_production && {
        description: "Production: somebody else has to sign the design off before the start.",
      }),
    }));
  return (
    <Container header={<Header variant="h2">Where</Header>}>
      <ChoiceField
        label="Environment"
        field="environment"
        description="Its units take part, and its events are counted."
        choices={choices}
        value={draft.environment}
        onChange={(environment) => edit((before) => ({ ...before, environment }))}
      />
    </Container>
  );
}

function Traffic({ draft, edit }: StepProps) {
  return (
    <Container header={<Header variant="h2">How many of them</Header>}>
      <PercentField
        label="Traffic"
        field="traffic"
        description={
          "The share of these units that take part. It can be raised while the experiment " +
            "runs, never lowered."
        }
        value={draft.traffic / 100}
        onChange={(share) =>
          share !== null && edit((before) => ({ ...before, traffic: percentOf(share) }))
        }
      />
    </Container>
  );
}

/** The API counts traffic in percent, with three decimals. */
function percentOf(share: number): number {
  return Math.round(share * 100_000) / 1000;
}
