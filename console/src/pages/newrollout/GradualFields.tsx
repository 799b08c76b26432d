import Button from "@cloudscape-design/components/button";
import SegmentedControl from "@cloudscape-design/components/segmented-control";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { ChoiceField } from "../../parts/fields/ChoiceField.js";
import { DurationField } from "../../parts/fields/DurationField.js";
import { ProblemsHere } from "../../parts/fields/FieldProblems.js";
import { NumberField } from "../../parts/fields/NumberField.js";
import { PRESETS, presetOf } from "./presets.js";
import { StageFields } from "./StageFields.js";
import {
  byNumbers,
  copied,
  nextStage,
  type WrittenGradual,
  type WrittenStage,
  type Writing,
} from "./written.js";
import "../../parts/editors.css";

const WAYS = [
  { id: "stages", text: "Stage by stage" },
  { id: "numbers", text: "By numbers" },
];
const OWN = "own";

/** More and more: stages that are written one by one, or made from four numbers. */
export function GradualFields({ written, change }: Writing) {
  const { gradual } = written;
  return (
    <SpaceBetween size="l">
      <SegmentedControl
        label="How stages are written"
        options={WAYS}
        selectedId={gradual ? "numbers" : "stages"}
        onChange={({ detail }) => change(byNumbers(detail.selectedId === "numbers"))}
      />
      {gradual ? (
        <NumberFields gradual={gradual} change={(parts) => change({ gradual: parts })} />
      ) : (
        <StageList stages={written.stages} change={(stages) => change({ stages })} />
      )}
    </SpaceBetween>
  );
}

interface NumberFieldsProps {
  gradual: WrittenGradual;
  change: (gradual: WrittenGradual) => void;
}

function NumberFields({ gradual, change }: NumberFieldsProps) {
  const set = (parts: Partial<WrittenGradual>) => change({ ...gradual, ...parts });
  return (
    <>
      <ProblemsHere field="gradual" />
      <div className="in-a-row">
        <NumberField
          label="Begins with"
          field="gradual.initial_percentage"
          unit="%"
          value={gradual.initial_percentage}
          onChange={(initial_percentage) => set({ initial_percentage })}
        />
        <NumberField
          label="More each time"
          field="gradual.increment_percentage"
          unit="%"
          value={gradual.increment_percentage}
          onChange={(increment_percentage) => set({ increment_percentage })}
        />
        <DurationField
          label="Each"
          field="gradual.increment_interval"
          value={gradual.increment_interval}
          onChange={(increment_interval) => set({ increment_interval })}
        />
        <NumberField
          label="Up to"
          field="gradual.maximum_percentage"
          unit="%"
          value={gradual.maximum_percentage}
          onChange={(maximum_percentage) => set({ maximum_percentage })}
        />
      </div>
    </>
  );
}

interface StageListProps {
  stages: readonly WrittenStage[];
  change: (stages: WrittenStage[]) => void;
}

function StageList({ stages, change }: StageListProps) {
  const replace = (at: number, by: WrittenStage[]) =>
    change([...stages.slice(0, at), ...by, ...stages.slice(at + 1)]);
  return (
    <SpaceBetween size="l">
      <Preset stages={stages} change={change} />
      <ProblemsHere field="stages" />
      {stages.map((stage, at) => (
        <StageFields
          // A stage is known by its place alone.
          key={at}
          stage={stage}
          at={at}
          change={(changed) => replace(at, [changed])}
          {...(stages.length > 1 && { remove: () => replace(at, []) })}
        />
      ))}
      <Button iconName="add-plus" onClick={() => change([...stages, nextStage(stages)])}>
        Add a stage
      </Button>
    </SpaceBetween>
  );
}

/** Stages that many begin from, and that can be changed afterwards. */
function Preset({ stages, change }: StageListProps) {
  const chosen = presetOf(stages);
  const choices = [
    ...PRESETS.map(({ id, words }) => ({ value: id, label: words })),
    ...(chosen ? [] : [{ value: OWN, label: "Your own, as below" }]),
  ];
  const take = (id: string) => {
    const preset = PRESETS.find((one) => one.id === id);
    if (preset) change(copied(preset.stages));
  };
  return (
    <ChoiceField
      label="Begin from"
      choices={choices}
      value={chosen?.id ?? OWN}
      onChange={take}
    />
  );
}
