import Box from "@cloudscape-design/components/box";
import Container from "@cloudscape-design/components/container";
import ExpandableSection from "@cloudscape-design/components/expandable-section";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { Json } from "../../api/types.js";
import { ConditionEditor } from "../../parts/conditions/ConditionEditor.js";
import { CheckField } from "../../parts/fields/CheckField.js";
import { Inside, useProblemsIn } from "../../parts/fields/FieldProblems.js";
import { JsonField } from "../../parts/fields/JsonField.js";
import { TagField } from "../../parts/fields/TagField.js";
import type { Draft, Exclusion, Inclusion } from "./draft.js";
import type { StepProps } from "./step.js";

type ListName = "platforms" | "device_types" | "regions" | "segments";

/** Lists of values, of which one has to fit. */
const LISTS: readonly { name: ListName; label: string; add: string }[] = [
  { name: "segments", label: "Segments", add: "Add the key of a segment" },
  { name: "platforms", label: "Platforms", add: "Add a platform, as web" },
  { name: "device_types", label: "Device types", add: "Add a device type, as mobile" },
  { name: "regions", label: "Regions", add: "Add a region" },
];

/** Who may take part, and who may not. */
export function Eligibility({ draft, edit }: StepProps) {
  const { include, exclude } = draft.eligibility;
  const set = (changed: Partial<Draft["eligibility"]>) =>
    edit((before) => ({ ...before, eligibility: { ...before.eligibility, ...changed } }));
  return (
    <SpaceBetween size="l">
      <Inside field="eligibility.include">
        <Included
          of={include}
          change={(changed) => set({ include: { ...include, ...changed } })}
        />
      </Inside>
      <Inside field="eligibility.exclude">
        <Excluded
          of={exclude}
          change={(changed) => set({ exclude: { ...exclude, ...changed } })}
        />
      </Inside>
    </SpaceBetween>
  );
}

function Included({ of, change }: CriteriaProps) {
  const header = (
    <Header variant="h2" description="Without a condition everybody may.">
      Who takes part
    </Header>
  );
  return (
    <Container header={header}>
      <SpaceBetween size="m">
        <Conditions of={of} change={change} />
        <ExpandableSection
          headerText={`More ways to say it${countOf(of)}`}
          headerDescription="Lists of segments, platforms, device types and regions."
        >
          <Lists of={of} change={change} />
        </ExpandableSection>
      </SpaceBetween>
    </Container>
  );
}

interface ExcludedProps {
  of: Exclusion;
  change: (change: Partial<Exclusion>) => void;
}

function Excluded({ of, change }: ExcludedProps) {
  return (
    <ExpandableSection
      variant="container"
      headerText={`Who does not${countOf(of)}`}
      headerDescription="One match is enough to be out."
    >
      <SpaceBetween size="m">
        <CheckField
          label="Bots stay out"
          description="Crawlers and the like, as far as their requests say so."
          value={of.bots}
          onChange={(bots) => change({ bots })}
        />
        <Conditions of={of} change={change} />
        <TagField
          label="Units that take part in these experiments"
          field="experiments"
          isOptional
          placeholder="Add the key of an experiment"
          value={of.experiments}
          onChange={(experiments) => change({ experiments })}
        />
        <TagField
          label="These units"
          field="units"
          isOptional
          placeholder="Add the key of a unit"
          value={of.units}
          onChange={(units) => change({ units })}
        />
        <Lists of={of} change={change} />
      </SpaceBetween>
    </ExpandableSection>
  );
}

interface CriteriaProps {
  of: Inclusion;
  change: (change: Partial<Inclusion>) => void;
}

function Conditions({ of, change }: CriteriaProps) {
  const problems = useProblemsIn("conditions");
  return (
    <div>
      <Box variant="awsui-key-label">Conditions</Box>
      <ConditionEditor
        value={of.conditions}
        onChange={(conditions) => change({ conditions })}
        problems={problems}
        empty="None."
      />
    </div>
  );
}

function Lists({ of, change }: CriteriaProps) {
  return (
    <SpaceBetween size="m">
      {LISTS.map(({ name, label, add }) => (
        <TagField
          key={name}
          label={label}
          field={name}
          isOptional
          placeholder={add}
          value={of[name]}
          onChange={(now) => change({ [name]: now })}
        />
      ))}
      <JsonField
        label="Values of attributes"
        field="attributes"
        isOptional
        description={'By attribute, as {"plan": ["pro", "business"]}. A condition says the same.'}
        rows={2}
        value={jsonOf(of.attributes)}
        onChange={(now) => change({ attributes: attributesOf(now) })}
      />
    </SpaceBetween>
  );
}

function jsonOf(attributes: Inclusion["attributes"]): Json | undefined {
  return Object.keys(attributes).length > 0 ? (attributes as Json) : undefined;
}

/** What was written, or none; whether it fits is the API's to say. */
function attributesOf(json: Json | undefined): Inclusion["attributes"] {
  return (json ?? {}) as Inclusion["attributes"];
}

/** How many things are said in what is folded up; empty for none. */
function countOf(of: Inclusion | Exclusion): string {
  const lists = LISTS.map(({ name }) => of[name].length);
  const own = "units" in of ? of.units.length + of.experiments.length + of.conditions.length : 0;
  const count = lists.reduce((sum, one) => sum + one, 0) + own + Object.keys(of.attributes).length;
  return count > 0 ? ` (${count})` : "";
}
