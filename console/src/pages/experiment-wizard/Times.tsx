import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { MomentField } from "../../parts/fields/MomentField.js";
import { NumberField } from "../../parts/fields/NumberField.js";
import type { SizeProps } from "./SizeStep.js";

const WEEKS = "Whole weeks are best: people do other things on Sundays than on Mondays.";

/** From when to when, and what has to come before there is a verdict. */
export function Times(props: SizeProps) {
  return (
    <Container
      header={
        <Header variant="h2" description={WEEKS}>
          How long
        </Header>
      }
    >
      <SpaceBetween size="m">
        <Days {...props} />
        <Units {...props} />
        <Moments {...props} />
      </SpaceBetween>
    </Container>
  );
}

function Days({ draft, edit, plan }: SizeProps) {
  return (
    <div className="side-by-side">
      <NumberField
        label="Days at least"
        field="plan.minimum_days"
        constraint="Before, no verdict is given."
        isWhole
        value={draft.plan.minimum_days}
        onChange={(days) => days !== null && plan({ minimum_days: days })}
      />
      <NumberField
        label="Days at most"
        field="maximum_days"
        constraint="Then it ends by itself; at most 60."
        isWhole
        value={draft.maximum_days}
        onChange={(days) => days !== null && edit((before) => ({ ...before, maximum_days: days }))}
      />
    </div>
  );
}

function Units({ draft, edit, plan }: SizeProps) {
  return (
    <div className="side-by-side">
      <NumberField
        label="Units at least, per variant"
        field="plan.minimum_units"
        constraint="Before, no verdict is given."
        isWhole
        value={draft.plan.minimum_units}
        onChange={(units) => units !== null && plan({ minimum_units: units })}
      />
      <NumberField
        label="Units at most, in all"
        field="maximum_units"
        constraint="Then it ends by itself."
        isOptional
        isWhole
        value={draft.maximum_units}
        onChange={(units) => edit((before) => ({ ...before, maximum_units: units }))}
      />
    </div>
  );
}

function Moments({ draft, edit }: SizeProps) {
  return (
    <div className="side-by-side">
      <MomentField
        label="Starts by itself"
        field="start_at"
        isOptional
        value={draft.start_at}
        onChange={(start_at) => edit((before) => ({ ...before, start_at }))}
      />
      <MomentField
        label="Ends by itself"
        field="end_at"
        isOptional
        value={draft.end_at}
        onChange={(end_at) => edit((before) => ({ ...before, end_at }))}
      />
    </div>
  );
}
