import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useSegmentKeys } from "../../api/segments.js";
import { ConditionEditor } from "../../parts/conditions/ConditionEditor.js";
import { EntryList } from "../../parts/EntryList.js";
import { DurationField } from "../../parts/fields/DurationField.js";
import { Field } from "../../parts/fields/Field.js";
import { Inside, ProblemsHere, useProblemsIn } from "../../parts/fields/FieldProblems.js";
import { Further } from "../../parts/fields/Further.js";
import { NumberField } from "../../parts/fields/NumberField.js";
import { TagField } from "../../parts/fields/TagField.js";
import { hasAudience } from "../rollout/plan.js";
import type { WrittenStage } from "./written.js";

const AUDIENCE = ["segments", "conditions", "units"];

interface StageFieldsProps {
  stage: WrittenStage;
  /** Its place among the stages, from 0 on. */
  at: number;
  change: (stage: WrittenStage) => void;
  /** Not of the only one. */
  remove?: () => void;
}

/** One stage: its share, its wait, and of whom. */
export function StageFields({ stage, at, change, remove }: StageFieldsProps) {
  const title = `Stage ${at + 1}`;
  const set = (parts: Partial<WrittenStage>) => change({ ...stage, ...parts });
  const { units = [] } = stage;
  const isOfSome = hasAudience(stage) || units.length > 0;
  return (
    <Inside field={`stages.${at}`}>
      <div className="nested" role="group" aria-label={title}>
        <div className="in-a-row">
          <Box variant="h3">{title}</Box>
          {remove && (
            <div className="buttons">
              <Button formAction="none" ariaLabel={`Remove stage ${at + 1}`} onClick={remove}>
                Remove
              </Button>
            </div>
          )}
        </div>
        <ProblemsHere />
        <div className="in-a-row">
          <NumberField
            label={hasAudience(stage) ? "Share of them" : "Share of everybody"}
            field="percentage"
            unit="%"
            value={stage.percentage}
            onChange={(percentage) => set({ percentage })}
          />
          <DurationField
            label="Wait before the next stage"
            field="wait"
            value={stage.wait}
            onChange={(wait) => set({ wait })}
          />
        </div>
        <Further
          title="Only some units, or some by name"
          fields={AUDIENCE}
          startsOpen={isOfSome}
        >
          <Audience stage={stage} set={set} />
        </Further>
      </div>
    </Inside>
  );
}

interface AudienceProps {
  stage: WrittenStage;
  set: (parts: Partial<WrittenStage>) => void;
}

/** Whom the share is of, and who comes by name besides. */
function Audience({ stage, set }: AudienceProps) {
  const segmentKeys = useSegmentKeys();
  const problems = useProblemsIn("conditions");
  return (
    <SpaceBetween size="m">
      <TagField
        label="In any of these segments"
        field="segments"
        isOptional
        placeholder="Add a segment"
        suggestions={segmentKeys}
        value={stage.segments ?? []}
        onChange={(segments) => set({ segments })}
      />
      <Field label="For whom all of this holds" isOptional>
        <ConditionEditor
          value={stage.conditions ?? []}
          problems={problems}
          onChange={(conditions) => set({ conditions })}
        />
      </Field>
      <Field
        label="These units besides, by name"
        field="units"
        isOptional
        description="For these alone, write a share of 0 %."
      >
        <EntryList
          label="Units by name"
          placeholder="visitor-7"
          values={stage.units ?? []}
          onChange={(units) => set({ units })}
        />
      </Field>
    </SpaceBetween>
  );
}
