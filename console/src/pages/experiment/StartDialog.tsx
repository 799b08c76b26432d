import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Checkbox from "@cloudscape-design/components/checkbox";
import Modal from "@cloudscape-design/components/modal";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";
import { useChecklist } from "../../api/experiments.js";
import type { Checklist, Experiment, Stored } from "../../api/types.js";
import { useMake } from "../../parts/Changes.js";
import { Loaded } from "../../parts/Loaded.js";
import { inLabels } from "./checklistWords.js";
import { startOf } from "./steps.js";

interface StartDialogProps {
  stored: Stored<Experiment>;
  close: () => void;
}

const UNSEEN = "events";

/** What still stands in the way of a start; where nothing does, the start. */
export function StartDialog(props: StartDialogProps) {
  const query = useChecklist(props.stored.key);
  return (
    <Modal
      visible
      header={`Start ${props.stored.key}`}
      closeAriaLabel="Close"
      onDismiss={props.close}
    >
      <Loaded query={query}>{(checklist) => <Asked {...props} checklist={checklist} />}</Loaded>
    </Modal>
  );
}

function Asked({ stored, close, checklist }: StartDialogProps & { checklist: Checklist }) {
  const [accepts, setAccepts] = useState(false);
  const make = useMake();
  const open = checklist.items.filter(({ key }) => checklist.open.includes(key));
  const isUnseen = open.some(({ key }) => key === UNSEEN);
  const inTheWay = open.filter(({ key }) => key !== UNSEEN || !accepts);
  const start = () => {
    close();
    void make(startOf(stored, accepts));
  };
  return (
    <SpaceBetween size="m">
      {inTheWay.length > 0 ? (
        <Alert type="warning" header="The checklist is open">
          <ul>
            {inTheWay.map(({ key, sentence, detail }) => (
              <li key={key}>
                {sentence} {inLabels(detail)}
              </li>
            ))}
          </ul>
        </Alert>
      ) : (
        <Box>The checklist is closed: it can start.</Box>
      )}
      {isUnseen && (
        <Checkbox
          checked={accepts}
          onChange={({ detail }) => setAccepts(detail.checked)}
          description="Nothing can tell then whether the application sends them."
        >
          Start although events of its metrics never came
        </Checkbox>
      )}
      <Box float="right">
        <SpaceBetween direction="horizontal" size="xs">
          <Button variant="link" onClick={close}>
            Cancel
          </Button>
          <Button variant="primary" disabled={inTheWay.length > 0} onClick={start}>
            Start
          </Button>
        </SpaceBetween>
      </Box>
    </SpaceBetween>
  );
}
