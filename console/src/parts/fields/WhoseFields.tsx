import SpaceBetween from "@cloudscape-design/components/space-between";
import { useNames } from "../../api/names.js";
import { SuggestField } from "./SuggestField.js";
import { TagField } from "./TagField.js";

interface Whose {
  owner?: string;
  team?: string;
  tags?: string[];
}

interface WhoseFieldsProps {
  whose: Whose;
  change: (changed: Whose) => void;
  /** Who the owner is. */
  about?: string;
  /** Whether such things belong to teams. */
  hasTeam?: boolean;
}

/** Whose a thing is, and by which words it is found; what is in use is offered. */
export function WhoseFields({ whose, change, about = "", hasTeam = true }: WhoseFieldsProps) {
  const { owners, teams, tags: inUse } = useNames();
  return (
    <SpaceBetween size="m">
      <SuggestField
        label="Owner"
        field="owner"
        isOptional
        {...(about && { description: about })}
        suggestions={owners}
        value={whose.owner ?? ""}
        onChange={(owner) => change({ owner })}
      />
      {hasTeam && (
        <SuggestField
          label="Team"
          field="team"
          isOptional
          suggestions={teams}
          value={whose.team ?? ""}
          onChange={(team) => change({ team })}
        />
      )}
      <TagField
        label="Tags"
        field="tags"
        isOptional
        placeholder="Add a tag"
        suggestions={inUse}
        value={whose.tags ?? []}
        onChange={(tags) => change({ tags })}
      />
    </SpaceBetween>
  );
}
