import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import Input from "@cloudscape-design/components/input";
import SpaceBetween from "@cloudscape-design/components/space-between";
import TokenGroup from "@cloudscape-design/components/token-group";
import { useState } from "react";
import { useMay } from "../../api/caller.js";
import type { StoredRollout } from "../../api/rollouts.js";
import type { RolloutStatus } from "../../api/types.js";
import { useMake } from "../../parts/Changes.js";
import { PageForm } from "../../parts/PageForm.js";
import { exclusionOf } from "./exclusion.js";

const OPEN: readonly RolloutStatus[] = ["pending", "ramping", "holding", "paused"];
const ABOUT = "They keep the old variant, whatever the share.";

/** The units that keep the old variant, and a field for more. */
export function Excluded({ stored }: { stored: StoredRollout }) {
  const { excluded = [], environment, status = "pending" } = stored.document;
  const mayChange = useMay("editor")(environment) && OPEN.includes(status);
  const make = useMake();
  const letIn = (at: number) => {
    const unit = excluded[at];
    if (unit !== undefined) void make(exclusionOf(stored, [unit], true));
  };
  const header = (
    <Header variant="h2" counter={`(${excluded.length})`} description={ABOUT}>
      Excluded units
    </Header>
  );
  const items = excluded.map((unit) => ({ label: unit, dismissLabel: `Let ${unit} in again` }));
  return (
    <Container header={header}>
      <SpaceBetween size="s">
        {mayChange && <More stored={stored} />}
        {excluded.length === 0 && <Box color="text-body-secondary">Nobody is excluded.</Box>}
        <TokenGroup
          items={items}
          readOnly={!mayChange}
          onDismiss={({ detail }) => letIn(detail.itemIndex)}
        />
      </SpaceBetween>
    </Container>
  );
}

function More({ stored }: { stored: StoredRollout }) {
  const [unit, setUnit] = useState("");
  const [isEmpty, setIsEmpty] = useState(false);
  const make = useMake();
  const exclude = async () => {
    const wanted = unit.trim();
    setIsEmpty(wanted === "");
    if (wanted && (await make(exclusionOf(stored, [wanted], false)))) setUnit("");
  };
  return (
    <PageForm submit={exclude}>
      <FormField
        label="Exclude a unit"
        description={`By its ${stored.document.bucket_by ?? "targetingKey"}.`}
        errorText={isEmpty ? "Write the unit's key." : undefined}
        secondaryControl={<Button>Exclude</Button>}
      >
        <Input value={unit} onChange={({ detail }) => setUnit(detail.value)} />
      </FormField>
    </PageForm>
  );
}
