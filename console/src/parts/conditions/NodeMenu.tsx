import Button from "@cloudscape-design/components/button";
import ButtonDropdown from "@cloudscape-design/components/button-dropdown";
import type { NodeEditorProps } from "./NodeEditor.js";
import { turned } from "./nodes.js";

type NodeMenuProps = Pick<NodeEditorProps, "node" | "name" | "onChange" | "onRemove">;

/** What can be done to a condition or a group as a whole. */
export function NodeMenu({ node, name, onChange, onRemove }: NodeMenuProps) {
  const items = [
    { id: "turn", text: "Turn round: not" },
    { id: "group", text: "Put into a group" },
  ];
  const act = (id: string) => onChange(id === "turn" ? turned(node) : { or: [node] });
  return (
    <span className="buttons">
      <ButtonDropdown
        variant="icon"
        items={items}
        ariaLabel={`More for ${name}`}
        onItemClick={({ detail }) => act(detail.id)}
      />
      <Button
        variant="icon"
        iconName="remove"
        formAction="none"
        ariaLabel={`Remove ${name}`}
        onClick={onRemove}
      />
    </span>
  );
}
