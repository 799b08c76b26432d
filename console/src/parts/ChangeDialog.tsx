import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Form from "@cloudscape-design/components/form";
import FormField from "@cloudscape-design/components/form-field";
import Modal from "@cloudscape-design/components/modal";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Textarea from "@cloudscape-design/components/textarea";
import { useEffect, useState } from "react";
import { asProblem, type Problem } from "../api/problem.js";
import { whoMade } from "./actors.js";
import type { Change, Newer } from "./changes.js";
import { DifferenceList } from "./DifferenceList.js";
import { PageForm } from "./PageForm.js";
import { Refusal } from "./Refusal.js";
import { useReturn } from "./useReturn.js";
import { When } from "./When.js";

/** The longest reason that the API keeps. */
const LONGEST_REASON = 1024;
const NO_REASON = "Say why. Whoever looks at the history will read it.";

interface ChangeDialogProps {
  change: Change;
  needsReason: boolean;
  /** Why it could not be made already. */
  problem: Problem | null;
  perform: (change: Change, reason: string) => Promise<Problem | null>;
  close: (isMade: boolean) => void;
}

/** Asks whether to make a change: what differs, and why. After a lost race it offers the newer
 * version, and to make the change on top of that. */
export function ChangeDialog(props: ChangeDialogProps) {
  const { change: first, needsReason, perform, close } = props;
  useReturn();
  const [change, setChange] = useState(first);
  const [reason, setReason] = useState("");
  const [isRefused, setIsRefused] = useState(false);
  const [isSending, setIsSending] = useState(false);
  const [problem, setProblem] = useState(props.problem);
  const lacksReason = needsReason && reason.trim() === "";

  const submit = async () => {
    setIsRefused(lacksReason);
    if (lacksReason || isSending) return;
    setIsSending(true);
    const found = await perform(change, reason.trim());
    setIsSending(false);
    setProblem(found);
    if (found === null) close(true);
  };
  const isLost = (problem?.isLostRace ?? false) && change.upon !== undefined;
  const rebase = (newer: Newer) => {
    setChange(newer.ours);
    setProblem(null);
  };
  const cancel = () => close(false);
  return (
    <Modal visible header={change.title} onDismiss={cancel} closeAriaLabel="Close">
      <PageForm submit={submit}>
        <Form actions={<Actions action={change.action} {...{ isSending, isLost, cancel }} />}>
          <SpaceBetween size="m">
            {change.warning && <Alert type="warning">{change.warning}</Alert>}
            {change.preview ?? <DifferenceList label="What changes" of={change.shows} />}
            {isLost && <LostRace change={change} goOn={rebase} />}
            {problem && !isLost && <Refusal problem={problem} />}
            {needsReason && (
              <ReasonField value={reason} set={setReason} isRefused={isRefused && lacksReason} />
            )}
          </SpaceBetween>
        </Form>
      </PageForm>
    </Modal>
  );
}

interface ActionsProps {
  action: string;
  isSending: boolean;
  /** Whether the newer version has to be taken first. */
  isLost: boolean;
  cancel: () => void;
}

function Actions({ action, isSending, isLost, cancel }: ActionsProps) {
  return (
    <SpaceBetween direction="horizontal" size="xs">
      <Button formAction="none" variant="link" onClick={cancel}>
        Cancel
      </Button>
      <Button variant="primary" loading={isSending} disabled={isLost}>
        {action}
      </Button>
    </SpaceBetween>
  );
}

interface ReasonFieldProps {
  value: string;
  set: (reason: string) => void;
  isRefused: boolean;
}

function ReasonField({ value, set, isRefused }: ReasonFieldProps) {
  return (
    <FormField
      label="Reason"
      description="Why is this changed? It is kept with the change."
      errorText={isRefused ? NO_REASON : undefined}
    >
      <Textarea
        value={value}
        rows={2}
        autoFocus
        nativeTextareaAttributes={{ maxLength: LONGEST_REASON }}
        onChange={({ detail }) => set(detail.value)}
      />
    </FormField>
  );
}

/** What somebody else wrote meanwhile, and the way on. */
function LostRace({ change, goOn }: { change: Change; goOn: (newer: Newer) => void }) {
  const [newer, setNewer] = useState<Newer | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  useEffect(() => {
    change.upon?.().then(setNewer, (fault) => setProblem(asProblem(fault)));
  }, [change]);
  if (problem) return <Refusal problem={problem} />;
  if (!newer) return <Box>Somebody else changed this meanwhile. Reading the newer version …</Box>;
  const { version, made, theirs } = newer;
  const button = (
    <Button formAction="none" onClick={() => goOn(newer)}>
      Go on from version {version}
    </Button>
  );
  return (
    <Alert type="warning" header="Somebody else changed this meanwhile" action={button}>
      <p>
        {whoMade(made)} wrote version {version} <When at={made.at} />
        {made.reason && `: ${made.reason}`}
      </p>
      <DifferenceList label="What they changed" of={theirs} />
    </Alert>
  );
}
