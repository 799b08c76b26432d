import Box from "@cloudscape-design/components/box";
import Button, { type ButtonProps } from "@cloudscape-design/components/button";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { Fragment, useRef, useState } from "react";
import type { FieldProblem, Node } from "../../api/types.js";
import { problemsIn } from "../fields/problems.js";
import { NodeEditor } from "./NodeEditor.js";
import { type Joined, newCondition } from "./nodes.js";

interface NodeListProps {
  nodes: readonly Node[];
  joined: Joined;
  /** What the first of them is called, with its number behind: `Condition`, `Condition 2.`. */
  name: string;
  onChange: (nodes: Node[]) => void;
  problems: readonly FieldProblem[];
  empty: string;
}

/** Conditions and groups below each other. The keyboard goes to what was added, and after a removal
 * to where another one can be. */
export function NodeList({ nodes, joined, name, onChange, problems, empty }: NodeListProps) {
  const [added, setAdded] = useState(-1);
  const adding = useRef<ButtonProps.Ref>(null);
  const add = (node: Node) => {
    setAdded(nodes.length);
    onChange([...nodes, node]);
  };
  const remove = (at: number) => {
    setAdded(-1);
    onChange(nodes.filter((_, place) => place !== at));
    adding.current?.focus();
  };
  return (
    <SpaceBetween size="xs">
      {nodes.length === 0 && <Box color="text-body-secondary">{empty}</Box>}
      {nodes.map((node, at) => (
        <Fragment key={at}>
          {at > 0 && <span className="joined">{joined}</span>}
          <NodeEditor
            node={node}
            name={`${name}${name.endsWith(".") ? "" : " "}${at + 1}`}
            isNew={at === added}
            problems={problemsIn(problems, String(at))}
            onChange={(changed) => onChange(nodes.map((one, to) => (to === at ? changed : one)))}
            onRemove={() => remove(at)}
          />
        </Fragment>
      ))}
      <SpaceBetween direction="horizontal" size="xs">
        <Button
          ref={adding}
          formAction="none"
          iconName="add-plus"
          onClick={() => add(newCondition())}
        >
          Add condition
        </Button>
        <Button formAction="none" onClick={() => add(newCondition("in_segment"))}>
          Add segment
        </Button>
        <Button formAction="none" onClick={() => add({ or: [newCondition()] })}>
          Add group
        </Button>
      </SpaceBetween>
    </SpaceBetween>
  );
}
