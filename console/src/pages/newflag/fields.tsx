import SpaceBetween from "@cloudscape-design/components/space-between";
import type { Flag, Settings, ValueKind } from "../../api/types.js";
import { CheckField } from "../../parts/fields/CheckField.js";
import { ChoiceField } from "../../parts/fields/ChoiceField.js";
import { KeyField } from "../../parts/fields/KeyField.js";
import { TextField } from "../../parts/fields/TextField.js";
import { newSettings, withSettings } from "../flag/editing.js";
import { withKind, withName } from "./drafting.js";

interface FlagFieldsProps {
  flag: Flag;
  change: (edit: (flag: Flag) => Flag) => void;
}

const KINDS: { value: ValueKind; label: string; description: string }[] = [
  { value: "boolean", label: "true or false", description: "A switch." },
  { value: "string", label: "text", description: "A colour, a headline, the name of a version." },
  { value: "number", label: "number", description: "A price, a limit, how many rows." },
  { value: "json", label: "JSON", description: "Several settings at once." },
];

/** What it is called, and what code calls it. */
export function NameFields({ flag, change }: FlagFieldsProps) {
  return (
    <SpaceBetween size="m">
      <TextField
        label="Name"
        field="name"
        value={flag.name ?? ""}
        placeholder="New checkout"
        autoFocus
        onChange={(name) => change((now) => withName(now, name))}
      />
      <KeyField
        label="Key"
        value={flag.key}
        placeholder="new-checkout"
        onChange={(key) => change((now) => ({ ...now, key }))}
      />
    </SpaceBetween>
  );
}

/** What its values are. Another kind begins with other variants. */
export function KindField({ flag, change }: FlagFieldsProps) {
  return (
    <ChoiceField
      label="Kind"
      field="kind"
      description="What your code gets. Choose well: all of its values are of this kind."
      value={flag.kind}
      choices={KINDS}
      onChange={(kind) => change((now) => withKind(now, kind))}
    />
  );
}

/** In which environments it is, and what everybody gets there once it is switched on. */
export function EnvironmentFields(props: FlagFieldsProps & { environments: readonly string[] }) {
  const { flag, change, environments } = props;
  const variants = Object.keys(flag.variants ?? {}).map((key) => ({ value: key, label: key }));
  return (
    <SpaceBetween size="m">
      {environments.map((environment) => {
        const settings = flag.environments?.[environment];
        const put = (next: Settings | null) =>
          change((now) => withSettings(now, environment, next));
        return (
          <div key={environment} className="in-a-row">
            <CheckField
              label={environment}
              description="Switched off to begin with."
              value={settings !== undefined}
              onChange={(isThere) => put(isThere ? newSettings(flag) : null)}
            />
            {settings && (
              <ChoiceField
                label={`Default variant in ${environment}`}
                field={`environments.${environment}.default_variant`}
                value={settings.default_variant}
                choices={variants}
                onChange={(key) => put({ ...settings, default_variant: key })}
              />
            )}
          </div>
        );
      })}
    </SpaceBetween>
  );
}
