import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";
import { useEnvironments } from "../../api/environments.js";
import type { Action, Kind, StoredWebhook, WebhookDraft } from "../../api/types.js";
import { DONE, KINDS } from "../../parts/actions.js";
import { CheckField } from "../../parts/fields/CheckField.js";
import { KeyField } from "../../parts/fields/KeyField.js";
import { TextField } from "../../parts/fields/TextField.js";
import { FormDialog } from "./FormDialog.js";
import { SeveralField } from "./SeveralField.js";
import { draftOf, webhookCreationOf, webhookEditOf } from "./webhookChanges.js";

const NEW: WebhookDraft = {
  key: "",
  name: "",
  url: "",
  kinds: [],
  actions: [],
  environments: [],
  enabled: true,
};

const KIND_CHOICES = Object.entries(KINDS).map(([value, { one }]) => ({
  value: value as Kind,
  label: one,
}));
const ACTION_CHOICES = Object.entries(DONE).map(([value, label]) => ({
  value: value as Action,
  label,
}));

interface WebhookFormProps {
  /** The one that is changed; null for a new one. */
  stored: StoredWebhook | null;
  /** Is given the secret of a new one. */
  take: (secret: string) => void;
  close: () => void;
}

/** Which address hears of what. */
export function WebhookForm({ stored, take, close }: WebhookFormProps) {
  const [draft, setDraft] = useState(stored ? draftOf(stored) : NEW);
  const change = (part: Partial<WebhookDraft>) => setDraft({ ...draft, ...part });
  const isAddress = /^https:\/\/\S+$/.test(draft.url);
  return (
    <FormDialog
      title={stored ? `Change ${stored.key}` : "New webhook"}
      action="Continue"
      isReady={draft.key !== "" && isAddress}
      change={() => (stored ? webhookEditOf(stored, draft) : webhookCreationOf(draft, take))}
      close={close}
    >
      {!stored && (
        <KeyField label="Key" value={draft.key} onChange={(key) => change({ key })} autoFocus />
      )}
      <TextField
        label="Address"
        field="url"
        description="Each change is sent there as JSON, signed with a secret that is shown once."
        placeholder="https://chat.example.com/hooks/1"
        value={draft.url}
        problem={draft.url !== "" && !isAddress ? "It begins with https://" : undefined}
        longest={2048}
        onChange={(url) => change({ url })}
      />
      <TextField
        label="Name"
        field="name"
        isOptional
        value={draft.name ?? ""}
        longest={256}
        onChange={(name) => change({ name })}
      />
      <Heard draft={draft} change={change} />
      <CheckField
        label="It is on"
        description="What is off hears nothing; it can be tested all the same."
        value={draft.enabled ?? true}
        onChange={(enabled) => change({ enabled })}
      />
    </FormDialog>
  );
}

interface HeardProps {
  draft: WebhookDraft;
  change: (part: Partial<WebhookDraft>) => void;
}

/** Of which changes it hears. */
function Heard({ draft, change }: HeardProps) {
  const rows = useEnvironments().data ?? [];
  return (
    <SpaceBetween size="m">
      <SeveralField
        label="Of which kinds"
        field="kinds"
        placeholder="All kinds"
        choices={KIND_CHOICES}
        value={draft.kinds ?? []}
        onChange={(kinds) => change({ kinds })}
      />
      <SeveralField
        label="What happened"
        field="actions"
        placeholder="Everything"
        choices={ACTION_CHOICES}
        value={draft.actions ?? []}
        onChange={(actions) => change({ actions })}
      />
      <SeveralField
        label="In which environments"
        field="environments"
        description="What touches all of them is sent always."
        placeholder="All environments"
        choices={rows.map(({ key }) => ({ value: key, label: key }))}
        value={draft.environments ?? []}
        onChange={(environments) => change({ environments })}
      />
    </SpaceBetween>
  );
}
