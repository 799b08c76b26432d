import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import FormField from "@cloudscape-design/components/form-field";
import Modal from "@cloudscape-design/components/modal";
import Multiselect from "@cloudscape-design/components/multiselect";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";
import { useMay } from "../../api/caller.js";
import { useEnvironments } from "../../api/environments.js";
import type { Flag, Stored } from "../../api/types.js";
import { useMake } from "../../parts/Changes.js";
import { cloneOf } from "./changing.js";

interface CloneDialogProps {
  stored: Stored<Flag>;
  from: string;
  close: () => void;
}

/** Asks to which environments everything of one is copied; what that changes is shown next. */
export function CloneDialog({ stored, from, close }: CloneDialogProps) {
  const [to, setTo] = useState<string[]>([]);
  const may = useMay("editor");
  const make = useMake();
  const others = (useEnvironments().data ?? [])
    .map(({ key }) => key)
    .filter((key) => key !== from && may(key));
  const go = () => {
    close();
    void make(cloneOf(stored, from, to));
  };
  const about = `There ${stored.key} then has the switch, rules, shares and schedule of ${from}.`;
  const buttons = (
    <SpaceBetween direction="horizontal" size="xs">
      <Button variant="link" onClick={close}>
        Cancel
      </Button>
      <Button variant="primary" disabled={to.length === 0} onClick={go}>
        See what changes
      </Button>
    </SpaceBetween>
  );
  return (
    <Modal
      visible
      header={`Copy ${from} to other environments`}
      closeAriaLabel="Close"
      onDismiss={close}
      footer={<Box float="right">{buttons}</Box>}
    >
      <FormField label="Environments" description={about} stretch>
        <Multiselect
          options={others.map((value) => ({ value, label: value }))}
          selectedOptions={to.map((value) => ({ value, label: value }))}
          placeholder="Choose environments"
          empty="There is no other environment that you may change."
          deselectAriaLabel={({ value }) => `Remove ${value}`}
          onChange={({ detail }) =>
            setTo(detail.selectedOptions.map(({ value }) => value ?? "").filter(Boolean))
          }
        />
      </FormField>
    </Modal>
  );
}
