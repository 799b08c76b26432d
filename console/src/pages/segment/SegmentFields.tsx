import SpaceBetween from "@cloudscape-design/components/space-between";
import type { Node, Segment } from "../../api/types.js";
import { ConditionEditor } from "../../parts/conditions/ConditionEditor.js";
import { useProblemsIn } from "../../parts/fields/FieldProblems.js";
import { Group } from "../../parts/fields/Group.js";
import { TextField } from "../../parts/fields/TextField.js";
import { WhoseFields } from "../../parts/fields/WhoseFields.js";

export interface SegmentFieldsProps {
  segment: Segment;
  change: (changed: Partial<Segment>) => void;
}

const CONDITIONS =
  "Whoever meets all of them is in, besides those who are included by name. " +
  "Who is excluded by name is out in any case.";

/** Everything of a segment but its key and its members. */
export function SegmentFields({ segment, change }: SegmentFieldsProps) {
  return (
    <SpaceBetween size="m">
      <TextField
        label="Description"
        field="description"
        isOptional
        rows={2}
        value={segment.description ?? ""}
        onChange={(description) => change({ description })}
      />
      <WhoseFields
        whose={segment}
        change={change}
        about="Who knows who belongs here: a person or a team."
        hasTeam={false}
      />
      <Conditions
        nodes={segment.conditions ?? []}
        change={(conditions) => change({ conditions })}
      />
    </SpaceBetween>
  );
}

function Conditions({ nodes, change }: { nodes: Node[]; change: (nodes: Node[]) => void }) {
  const problems = useProblemsIn("conditions");
  return (
    <Group label="Conditions" description={CONDITIONS}>
      <ConditionEditor
        value={nodes}
        onChange={change}
        problems={problems}
        empty="None: only who is included by name is in."
      />
    </Group>
  );
}
