import { useState } from "react";
import { useEnvironments } from "../../api/environments.js";
import type { KeyDraft, Role } from "../../api/types.js";
import { ChoiceField } from "../../parts/fields/ChoiceField.js";
import { TextField } from "../../parts/fields/TextField.js";
import { FormDialog } from "./FormDialog.js";
import { keyCreationOf } from "./keyChanges.js";
import { KEY_KINDS, type KeyKind, ROLES } from "./roles.js";
import { SeveralField } from "./SeveralField.js";

interface KeyFormProps {
  /** Is given the token of the new key. */
  take: (token: string) => void;
  close: () => void;
}

/** What a new key may do, and where. */
export function KeyForm({ take, close }: KeyFormProps) {
  const names = (useEnvironments().data ?? []).map((row) => row.key);
  const [name, setName] = useState("");
  const [kind, setKind] = useState<KeyKind>("client");
  const [environment, setEnvironment] = useState<string | null>(null);
  const [role, setRole] = useState<Role | null>(null);
  const [limits, setLimits] = useState<readonly string[]>([]);
  const isAdmin = kind === "admin";
  const draft: KeyDraft = isAdmin
    ? { name, kind, role, ...(limits.length > 0 && { environments: [...limits] }) }
    : { name, kind, environment };
  const isReady = name.trim() !== "" && (isAdmin ? role !== null : environment !== null);
  return (
    <FormDialog
      title="New key"
      action="Continue"
      isReady={isReady}
      change={() => keyCreationOf(draft, names, take)}
      close={close}
    >
      <TextField
        label="Name"
        field="name"
        description="Who or what uses it. The history shows this name beside each change."
        placeholder="The shop's web app"
        value={name}
        longest={256}
        autoFocus
        onChange={setName}
      />
      <ChoiceField label="Kind" field="kind" value={kind} onChange={setKind} choices={KEY_KINDS} />
      {!isAdmin && (
        <ChoiceField
          label="Environment"
          field="environment"
          value={environment}
          onChange={setEnvironment}
          choices={names.map((value) => ({ value, label: value }))}
        />
      )}
      {isAdmin && (
        <ChoiceField label="Role" field="role" value={role} onChange={setRole} choices={ROLES} />
      )}
      {isAdmin && <LimitsField names={names} value={limits} onChange={setLimits} />}
    </FormDialog>
  );
}

interface LimitsFieldProps {
  /** All environments. */
  names: readonly string[];
  value: readonly string[];
  onChange: (environments: readonly string[]) => void;
}

/** Which environments an admin key is limited to. */
function LimitsField({ names, value, onChange }: LimitsFieldProps) {
  return (
    <SeveralField
      label="Only in"
      field="environments"
      description="Without any: everywhere, and in what all environments share."
      placeholder="All environments"
      choices={names.map((name) => ({ value: name, label: name }))}
      value={value}
      onChange={onChange}
    />
  );
}
