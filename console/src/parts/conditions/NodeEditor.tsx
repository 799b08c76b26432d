import Badge from "@cloudscape-design/components/badge";
import Button from "@cloudscape-design/components/button";
import FormField from "@cloudscape-design/components/form-field";
import Select from "@cloudscape-design/components/select";
import type { Condition, FieldProblem, Node } from "../../api/types.js";
import { problemsIn, sentenceAt } from "../fields/problems.js";
import { ConditionRow } from "./ConditionRow.js";
import { NodeList } from "./NodeList.js";
import { NodeMenu } from "./NodeMenu.js";
import { groupOf, grouped, type Joined, turned } from "./nodes.js";

export interface NodeEditorProps {
  node: Node;
  /** What it is called: `Condition 2`, `Condition 2.1`. */
  name: string;
  /** Whether it was added just now: then the keyboard is in it. */
  isNew: boolean;
  problems: readonly FieldProblem[];
  onChange: (node: Node) => void;
  onRemove: () => void;
}

const JOINED = [
  { value: "or", label: "Any of these holds" },
  { value: "and", label: "All of these hold" },
];

/** A condition, a group of conditions, or one of both turned round. */
export function NodeEditor(props: NodeEditorProps) {
  if ("not" in props.node) return <NotEditor {...props} node={props.node} />;
  if (groupOf(props.node)) return <GroupEditor {...props} />;
  return <ConditionRow {...props} condition={props.node as Condition} />;
}

function NotEditor({ node, ...props }: NodeEditorProps & { node: { not: Node } }) {
  const { problems, onChange } = props;
  const turn = () => onChange(turned(node));
  const inner = problemsIn(problems, "not");
  const own = problems.filter(({ field }) => field === "");
  return (
    <div className="nested">
      <div>
        <Badge color="red">not</Badge>{" "}
        <Button variant="inline-link" formAction="none" onClick={turn}>
          Take the not away
        </Button>
      </div>
      <NodeEditor
        {...props}
        node={node.not}
        problems={[...own, ...inner]}
        onChange={(changed) => onChange({ not: changed })}
      />
    </div>
  );
}

function GroupEditor(props: NodeEditorProps) {
  const { node, name, problems, onChange } = props;
  const { joined, members } = groupOf(node) ?? { joined: "and" as const, members: [] };
  const selected = JOINED.find(({ value }) => value === joined) ?? null;
  return (
    <div className="nested" role="group" aria-label={name}>
      <FormField stretch errorText={sentenceAt(problems, "")}>
        <div className="in-a-row">
          <Select
            selectedOption={selected}
            options={JOINED}
            ariaLabel={`${name}: which of them hold`}
            onChange={({ detail }) =>
              onChange(grouped(detail.selectedOption.value as Joined, members))
            }
          />
          <NodeMenu {...props} />
        </div>
      </FormField>
      <NodeList
        nodes={members}
        joined={joined}
        name={`${name}.`}
        problems={problemsIn(problems, joined)}
        empty="The group is empty: add a condition, or remove the group."
        onChange={(changed) => onChange(grouped(joined, changed))}
      />
    </div>
  );
}
