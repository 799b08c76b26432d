import { useState } from "react";
import { useEnvironments } from "../../api/environments.js";
import { ChoiceField } from "../../parts/fields/ChoiceField.js";
import { cloningOf } from "./environmentChanges.js";
import { FormDialog } from "./FormDialog.js";

/** Asks from which environment all flags are copied. */
export function CloneForm({ target, close }: { target: string; close: () => void }) {
  const [source, setSource] = useState<string | null>(null);
  const others = (useEnvironments().data ?? []).filter((row) => row.key !== target);
  return (
    <FormDialog
      title={`Copy all flags to ${target}`}
      action="Continue"
      isReady={source !== null}
      change={() => cloningOf(target, source ?? "")}
      close={close}
    >
      <ChoiceField
        label="From"
        field="source"
        description={`Each flag then shows in ${target} what it shows there.`}
        value={source}
        onChange={setSource}
        choices={others.map(({ key, summary }) => ({ value: key, label: summary.name || key }))}
      />
    </FormDialog>
  );
}
