import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Tiles from "@cloudscape-design/components/tiles";
import type { ComponentType } from "react";
import type { Strategy } from "../../api/types.js";
import { ConditionEditor } from "../../parts/conditions/ConditionEditor.js";
import { EntryList } from "../../parts/EntryList.js";
import { Field } from "../../parts/fields/Field.js";
import { useProblemsIn } from "../../parts/fields/FieldProblems.js";
import { NumberField } from "../../parts/fields/NumberField.js";
import { GradualFields } from "./GradualFields.js";
import { withStrategy, type Writing } from "./written.js";

const TILES: readonly { value: Strategy; label: string; description: string }[] = [
  {
    value: "gradual",
    label: "More and more",
    description: "In stages, each with a wait. If something gets worse, it goes back by itself.",
  },
  {
    value: "percentage",
    label: "A share at once",
    description: "So many percent of everybody, from the start.",
  },
  {
    value: "user_list",
    label: "Named units",
    description: "A few by name, as testers or friends, and nobody else.",
  },
  {
    value: "attribute_based",
    label: "Units like these",
    description: "Those with some attributes, as one country, or a share of them.",
  },
];

/** The fields that each strategy has of its own. */
const FIELDS: Record<Strategy, ComponentType<Writing>> = {
  gradual: GradualFields,
  percentage: ShareField,
  user_list: UnitsField,
  attribute_based: AttributeFields,
};

/** Who gets the new variant, and how fast. */
export function WhoFields({ written, change }: Writing) {
  const OwnFields = FIELDS[written.strategy];
  const header = (
    <Header variant="h2" description="Who gets the new variant, and when.">
      Who
    </Header>
  );
  return (
    <Container header={header}>
      <SpaceBetween size="l">
        <Tiles
          ariaLabel="Strategy"
          columns={2}
          items={TILES}
          value={written.strategy}
          onChange={({ detail }) => change(withStrategy(detail.value as Strategy))}
        />
        <OwnFields key={written.strategy} written={written} change={change} />
      </SpaceBetween>
    </Container>
  );
}

function ShareField({ written, change }: Writing) {
  return (
    <NumberField
      label="Share of everybody"
      field="percentage"
      unit="%"
      value={written.percentage}
      onChange={(percentage) => change({ percentage })}
    />
  );
}

function UnitsField({ written, change }: Writing) {
  return (
    <Field
      label="Units"
      field="user_list"
      description="Their keys. Paste many at once, each on a line of its own or between commas."
    >
      <EntryList
        label="Units"
        placeholder="visitor-7"
        values={written.user_list ?? []}
        onChange={(user_list) => change({ user_list })}
      />
    </Field>
  );
}

function AttributeFields({ written, change }: Writing) {
  const problems = useProblemsIn("attributes");
  return (
    <SpaceBetween size="l">
      <Field label="Units for whom all of this holds" field="attributes">
        <ConditionEditor
          value={written.attributes ?? []}
          problems={problems}
          empty="Add a condition, as country is NO."
          onChange={(attributes) => change({ attributes })}
        />
      </Field>
      <NumberField
        label="Share of them"
        field="percentage"
        unit="%"
        value={written.percentage}
        onChange={(percentage) => change({ percentage })}
      />
    </SpaceBetween>
  );
}
