import SpaceBetween from "@cloudscape-design/components/space-between";
import type { Flag, Json, Purpose } from "../../api/types.js";
import { isSame } from "../../parts/differences.js";
import { ChoiceField } from "../../parts/fields/ChoiceField.js";
import { JsonField } from "../../parts/fields/JsonField.js";
import { TextField } from "../../parts/fields/TextField.js";
import { WhoseFields } from "../../parts/fields/WhoseFields.js";

type Metadata = NonNullable<Flag["metadata"]>;
type JsonSchema = NonNullable<Flag["json_schema"]> | null;

interface DetailsEditorProps {
  flag: Flag;
  change: (edit: (flag: Flag) => Flag) => void;
}

const ABOUT: Record<Purpose, string> = {
  release: "Brings something new, and goes when all have it.",
  experiment: "An experiment decides what is better.",
  operational: "A switch for whoever runs the system.",
  permission: "Who may have something, for good.",
  configuration: "A value of the application.",
};
const PURPOSES = (Object.keys(ABOUT) as Purpose[]).map((value) => ({
  value,
  label: value,
  description: ABOUT[value],
}));

/** What a flag is called, what it is for and whose it is. */
export function DetailsEditor({ flag, change }: DetailsEditorProps) {
  const set = (changed: Partial<Flag>) => change((now) => ({ ...now, ...changed }));
  return (
    <SpaceBetween size="m">
      <TextField
        label="Name"
        field="name"
        value={flag.name ?? ""}
        onChange={(name) => set({ name })}
      />
      <DescribedFields flag={flag} change={change} />
      <JsonField
        label="Metadata"
        field="metadata"
        isOptional
        description="Texts, numbers, true or false by name. Every answer brings them along."
        value={isSame(flag.metadata, {}) ? undefined : flag.metadata}
        onChange={(metadata) => set({ metadata: (metadata ?? {}) as Metadata })}
      />
      {flag.kind === "json" && (
        <JsonField
          label="JSON Schema"
          field="json_schema"
          isOptional
          description="What the value of every variant must look like."
          rows={8}
          value={(flag.json_schema ?? undefined) as Json | undefined}
          onChange={(schema) => set({ json_schema: (schema ?? null) as JsonSchema })}
        />
      )}
    </SpaceBetween>
  );
}

/** What a flag is for and whose it is; also asked for a new one. */
export function DescribedFields({ flag, change }: DetailsEditorProps) {
  const set = (changed: Partial<Flag>) => change((now) => ({ ...now, ...changed }));
  return (
    <SpaceBetween size="m">
      <TextField
        label="Description"
        field="description"
        isOptional
        rows={3}
        value={flag.description ?? ""}
        onChange={(description) => set({ description })}
      />
      <ChoiceField
        label="Purpose"
        field="purpose"
        description="It says how long the flag should live."
        value={flag.purpose ?? "release"}
        choices={PURPOSES}
        onChange={(purpose) => set({ purpose })}
      />
      <WhoseFields whose={flag} change={set} about="Who is asked about it." />
    </SpaceBetween>
  );
}
