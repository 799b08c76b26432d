import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import Modal from "@cloudscape-design/components/modal";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";
import type { Experiment, Stored } from "../../api/types.js";
import { useMake } from "../../parts/Changes.js";
import { trafficOf } from "./steps.js";

interface TrafficDialogProps {
  stored: Stored<Experiment>;
  close: () => void;
}

const WHOLE = 100;
const GROWS = "While a run lasts it can only grow: nobody who is in falls out.";

/** Asks which share of the eligible units an experiment shall take in from now on. */
export function TrafficDialog({ stored, close }: TrafficDialogProps) {
  const now = stored.document.traffic ?? WHOLE;
  const [text, setText] = useState(String(WHOLE));
  const make = useMake();
  const wanted = Number(text);
  const isPossible = text.trim() !== "" && wanted > now && wanted <= WHOLE;
  const submit = () => {
    if (!isPossible) return;
    close();
    void make(trafficOf(stored, wanted));
  };
  const problem = `Write a share above ${now} % and of at most 100 %.`;
  return (
    <Modal
      visible
      header="Take in more units"
      closeAriaLabel="Close"
      onDismiss={close}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" onClick={close}>
              Cancel
            </Button>
            <Button variant="primary" onClick={submit}>
              Take in
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      <FormField
        label="Share of the eligible units, in percent"
        description={`It is ${now} % now. ${GROWS}`}
        errorText={isPossible ? undefined : problem}
      >
        <Input
          value={text}
          type="number"
          inputMode="decimal"
          onChange={({ detail }) => setText(detail.value)}
          onKeyDown={({ detail }) => detail.key === "Enter" && submit()}
        />
      </FormField>
    </Modal>
  );
}
