import SpaceBetween from "@cloudscape-design/components/space-between";
import { useNames } from "../../api/names.js";
import { ChoiceField } from "../../parts/fields/ChoiceField.js";
import type { Choice } from "../../parts/fields/choices.js";
import { ExposeOnField } from "../../parts/fields/ExposeOnField.js";
import { Further } from "../../parts/fields/Further.js";
import { NumberField } from "../../parts/fields/NumberField.js";
import { SuggestField } from "../../parts/fields/SuggestField.js";
import { TagField } from "../../parts/fields/TagField.js";
import type { Draft } from "./draft.js";
import type { StepProps } from "./step.js";

const ASSIGNMENTS: readonly Choice<Draft["assignment"]>[] = [
  {
    value: "deterministic",
    label: "By hash",
    description: "Right unless you know why not: the same unit always gets the same variant.",
  },
  {
    value: "stratified",
    label: "By hash within strata",
    description: "Each stratum is split by itself; for small ones that differ much from others.",
  },
  {
    value: "random",
    label: "At random",
    description: "Drawn when the unit is exposed, and kept; nobody can tell it from the key.",
  },
  {
    value: "blocked",
    label: "In blocks",
    description: "Exact sizes also with few units: each full block has just the planned shares.",
  },
];
const WITH_STRATA: readonly Draft["assignment"][] = ["stratified", "blocked"];

const UNIT = "Who counts as one unit: targetingKey is the person or device that is asked for.";

/** How a unit gets its variant, and what counts as one. */
export function Draw({ draft, edit }: StepProps) {
  const { attributes } = useNames();
  const change = (changed: Partial<Draft>) => edit((before) => ({ ...before, ...changed }));
  return (
    <Further
      title="How units are drawn"
      description="What one unit is, and how it gets its variant. The defaults suit most."
      fields={["bucket_by", "assignment", "strata", "block_size", "expose_on"]}
      isContainer
    >
      <SpaceBetween size="m">
        <SuggestField
          label="Attribute that is hashed"
          field="bucket_by"
          description={UNIT}
          suggestions={["targetingKey", ...attributes.filter((name) => name !== "targetingKey")]}
          value={draft.bucket_by}
          onChange={(bucket_by) => change({ bucket_by })}
        />
        <Assigning draft={draft} change={change} />
        <ExposeOnField
          value={draft.expose_on}
          onChange={(expose_on) => change({ expose_on })}
        />
      </SpaceBetween>
    </Further>
  );
}

interface AssigningProps {
  draft: Draft;
  change: (changed: Partial<Draft>) => void;
}

/** The method, and what it alone needs. */
function Assigning({ draft, change }: AssigningProps) {
  const { attributes } = useNames();
  const { assignment } = draft;
  const hasStrata = WITH_STRATA.includes(assignment);
  const assign = (to: Draft["assignment"]) =>
    change({
      assignment: to,
      ...(!WITH_STRATA.includes(to) && { strata: [] }),
      ...(to !== "blocked" && { block_size: null }),
    });
  return (
    <SpaceBetween size="m">
      <ChoiceField
        label="Assignment"
        field="assignment"
        choices={ASSIGNMENTS}
        value={assignment}
        onChange={assign}
      />
      {hasStrata && (
        <TagField
          label="Strata"
          field="strata"
          description="Attributes whose combinations are split by themselves."
          isOptional={assignment === "blocked"}
          placeholder="Add an attribute"
          suggestions={attributes}
          value={draft.strata}
          onChange={(strata) => change({ strata })}
        />
      )}
      {assignment === "blocked" && (
        <NumberField
          label="Units per block"
          field="block_size"
          description="Without a number it follows from the weights."
          isOptional
          isWhole
          value={draft.block_size}
          onChange={(block_size) => change({ block_size })}
        />
      )}
    </SpaceBetween>
  );
}
