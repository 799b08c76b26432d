import type { FieldProblem, Node } from "../../api/types.js";
import { NodeList } from "./NodeList.js";

interface ConditionEditorProps {
  /** All of which must hold. */
  value: readonly Node[];
  onChange: (nodes: Node[]) => void;
  /** At paths from the list on: `0.value`, `1.or.0`. See `problemsIn`. */
  problems?: readonly FieldProblem[];
  /** What is said where there is none. */
  empty?: string;
}

const NO_CONDITION = "Without a condition it holds for everybody.";

/** Conditions with every operator, groups of them, and `not`. */
export function ConditionEditor(props: ConditionEditorProps) {
  const { value, onChange, problems = [], empty = NO_CONDITION } = props;
  return (
    <NodeList
      nodes={value}
      joined="and"
      name="Condition"
      onChange={onChange}
      problems={problems}
      empty={empty}
    />
  );
}
