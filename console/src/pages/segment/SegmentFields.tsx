import SpaceBetween from "@cloudscape-design/components/space-between";
import { useNames } from "../../api/names.js";
import type { Node, Segment } from "../../api/types.js";
import { ConditionEditor } from "../../parts/conditions/ConditionEditor.js";
import { useProblemsIn } from "../../parts/fields/FieldProblems.js";
import { Group } from "../../parts/fields/Group.js";
import { SuggestField } from "../../parts/fields/SuggestField.js";
import { TagField } from "../../parts/fields/TagField.js";
import { TextField } from "../../parts/fields/TextField.js";

interface SegmentFieldsProps {
  segment: Segment;
  change: (changed: Partial<Segment>) => void;
}

const CONDITIONS =
  "Whoever meets all of them is in, besides those who are included by name. " +
  "Who is excluded by name is out in any case.";

/** Everything of a segment but its key and its members. */
export function SegmentFields({ segment, change }: SegmentFieldsProps) {
  const { owners, tags } = useNames();
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
      <SuggestField
        label="Owner"
        field="owner"
        isOptional
        description="Who knows who belongs here: a person or a team."
        value={segment.owner ?? ""}
        suggestions={owners}
        onChange={(owner) => change({ owner })}
      />
      <TagField
        label="Tags"
        field="tags"
        isOptional
        placeholder="Add a tag"
        suggestions={tags}
        value={segment.tags ?? []}
        onChange={(tags) => change({ tags })}
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
