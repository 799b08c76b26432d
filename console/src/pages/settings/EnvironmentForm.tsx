import { useState } from "react";
import type { Environment, Stored } from "../../api/types.js";
import { CheckField } from "../../parts/fields/CheckField.js";
import { NumberField } from "../../parts/fields/NumberField.js";
import { TextField } from "../../parts/fields/TextField.js";
import { creationOf, editOf } from "./environmentChanges.js";
import { FormDialog } from "./FormDialog.js";

const KEY = /^[a-z0-9][a-z0-9-]{0,31}$/;
const KEY_RULE = "Lower-case letters, digits and hyphens; at most 32.";

interface EnvironmentFormProps {
  /** The one that is changed; null for a new one. */
  stored: Stored<Environment> | null;
  close: () => void;
}

/** What an environment is: new, or one that there is. */
export function EnvironmentForm({ stored, close }: EnvironmentFormProps) {
  const [key, setKey] = useState(stored?.key ?? "");
  const [name, setName] = useState(stored?.document.name ?? "");
  const [description, setDescription] = useState(stored?.document.description ?? "");
  const [isProduction, setIsProduction] = useState(stored?.document.is_production ?? false);
  const [holdout, setHoldout] = useState<number | null>(stored?.document.holdout ?? 0);
  const isKey = stored !== null || KEY.test(key);
  const change = () => {
    const written = { name, description, is_production: isProduction, holdout: holdout ?? 0 };
    return stored ? editOf(stored, written) : creationOf({ key, ...written });
  };
  return (
    <FormDialog
      title={stored ? `Change ${stored.key}` : "New environment"}
      action={stored ? "Continue" : "Make it"}
      isReady={isKey && isShare(holdout)}
      change={change}
      close={close}
    >
      {!stored && <KeyOfNew value={key} onChange={setKey} />}
      <TextField
        label="Name"
        field="name"
        isOptional
        value={name}
        onChange={setName}
        longest={256}
      />
      <TextField
        label="Description"
        field="description"
        isOptional
        rows={2}
        value={description}
        onChange={setDescription}
        longest={2048}
      />
      <CheckField
        label="This is production"
        description="Before each change that has an effect there, everybody is asked why."
        value={isProduction}
        onChange={setIsProduction}
      />
      <HoldoutField value={holdout} onChange={setHoldout} />
    </FormDialog>
  );
}

/** By its own rule, which is narrower than that of other keys. */
function KeyOfNew({ value, onChange }: { value: string; onChange: (key: string) => void }) {
  return (
    <TextField
      label="Key"
      field="key"
      description="What applications and the API call it. It cannot be changed later."
      constraint={KEY_RULE}
      value={value}
      autoFocus
      problem={value !== "" && !KEY.test(value) ? KEY_RULE : undefined}
      onChange={onChange}
    />
  );
}

interface HoldoutFieldProps {
  value: number | null;
  onChange: (percent: number | null) => void;
}

function HoldoutField({ value, onChange }: HoldoutFieldProps) {
  return (
    <NumberField
      label="Holdout in percent"
      field="holdout"
      description="The share of units that no experiment may have."
      value={value}
      problem={isShare(value) ? undefined : "Write a share from 0 to 100."}
      onChange={onChange}
    />
  );
}

function isShare(percent: number | null): boolean {
  return percent !== null && percent >= 0 && percent <= 100;
}
