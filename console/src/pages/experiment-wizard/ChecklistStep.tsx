import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import CopyToClipboard from "@cloudscape-design/components/copy-to-clipboard";
import Header from "@cloudscape-design/components/header";
import Link from "@cloudscape-design/components/link";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import { useCaller, useMay } from "../../api/caller.js";
import { useChecklist } from "../../api/experiments.js";
import type { Checklist, ChecklistItem, Experiment, Stored } from "../../api/types.js";
import { CheckField } from "../../parts/fields/CheckField.js";
import { Loaded } from "../../parts/Loaded.js";
import { inLabels, PHASES } from "../experiment/checklistWords.js";
import { EVENTS, itemsBeforeStart, missingItems, SIGN_OFF } from "./checklist.js";
import { STEP, stepOfItem } from "./steps.js";
import type { Starting } from "./useStarting.js";

interface ChecklistStepProps {
  stored: Stored<Experiment>;
  isDirty: boolean;
  starting: Starting;
}

/** What is done, what is open and where it is done, the sign-off, and then the start. */
export function ChecklistStep({ stored, isDirty, starting }: ChecklistStepProps) {
  const query = useChecklist(stored.key);
  return (
    <Loaded query={query}>
      {(checklist) => (
        <SpaceBetween size="l">
          {isDirty && (
            <Alert type="info">
              This is about the version that was saved last. The start saves what you wrote since.
            </Alert>
          )}
          <Standing checklist={checklist} starting={starting} />
          <Items checklist={checklist} again={() => void query.refetch()} />
          <Waiver checklist={checklist} starting={starting} />
          <SignOff checklist={checklist} stored={stored} starting={starting} />
        </SpaceBetween>
      )}
    </Loaded>
  );
}

interface OfChecklist {
  checklist: Checklist;
  starting: Starting;
}

/** Whether it can start. */
function Standing({ checklist, starting }: OfChecklist) {
  const open = missingItems(checklist, starting.acceptsUnseen);
  if (open.length === 0) {
    return <Alert type="success">Everything is done: it can start.</Alert>;
  }
  const words = open.length === 1 ? "1 item is open" : `${open.length} items are open`;
  return <Alert type="info">It cannot start yet: {words}.</Alert>;
}

function Items({ checklist, again }: { checklist: Checklist; again: () => void }) {
  const items = itemsBeforeStart(checklist);
  const done = items.filter((item) => item.done).length;
  const header = (
    <Header
      variant="h2"
      counter={`(${done} of ${items.length} done)`}
      actions={<Button iconName="refresh" ariaLabel="Ask again" onClick={again} />}
    >
      Checklist
    </Header>
  );
  return (
    <Container header={header}>
      <SpaceBetween size="l">
        {PHASES.map(([phase, title]) => (
          <section key={phase} aria-label={title}>
            <Box variant="h3">{title}</Box>
            <ul className="checklist">
              {items
                .filter((item) => item.phase === phase)
                .map((item) => (
                  <Item key={item.key} item={item} />
                ))}
            </ul>
          </section>
        ))}
      </SpaceBetween>
    </Container>
  );
}

function Item({ item }: { item: ChecklistItem }) {
  const { key, done, sentence, detail } = item;
  const step = stepOfItem(key);
  const isElsewhere = !done && step !== undefined && key !== SIGN_OFF;
  return (
    <li>
      <StatusIndicator type={done ? "success" : "pending"} iconAriaLabel={done ? "Done" : "Open"}>
        {sentence}
      </StatusIndicator>
      <Box color="text-body-secondary" padding={{ left: "l" }}>
        {inLabels(detail)}{" "}
        {isElsewhere && <Link href={`?${STEP}=${step.key}`}>Go to {step.title}</Link>}
      </Box>
    </li>
  );
}

/** Events may come only once it runs: that can be accepted, and nothing else. */
function Waiver({ checklist, starting }: OfChecklist) {
  const events = checklist.items.find(({ key }) => key === EVENTS);
  if (!events || events.done) return null;
  return (
    <Container header={<Header variant="h2">Events that never came</Header>}>
      <CheckField
        label="Start although they never came"
        description={
          "Right only where they can come no earlier than the experiment runs, as from a " +
            "page that nobody sees yet. Else send one of each first: a wrong name is found " +
            "out now, not in two weeks."
        }
        value={starting.acceptsUnseen}
        onChange={starting.acceptUnseen}
      />
    </Container>
  );
}

const EDITS: readonly string[] = ["create", "update", "restore"];

/** Somebody else's yes, where it is asked for. */
function SignOff({ checklist, stored, starting }: OfChecklist & { stored: Stored<Experiment> }) {
  const item = checklist.items.find(({ key }) => key === SIGN_OFF);
  const caller = useCaller();
  const mayApprove = useMay("approver")(stored.document.environment);
  if (!item || item.done) return null;
  const { action, actor } = stored.change;
  const isOwnEdit = EDITS.includes(action) && actor === caller?.key_id;
  return (
    <Container header={<Header variant="h2">Sign-off</Header>}>
      {mayApprove && !isOwnEdit ? (
        <SpaceBetween size="s">
          <Box>
            In {stored.document.environment} somebody else than its last editor has to agree to the
            design. You may.
          </Box>
          <Button onClick={() => void starting.signOff(stored)}>Sign off the design</Button>
        </SpaceBetween>
      ) : (
        <SpaceBetween size="s">
          <Box>
            In {stored.document.environment} an approver or owner other than its last editor has to
            agree to the design. Send them this page:
          </Box>
          <CopyToClipboard
            variant="inline"
            textToCopy={location.href}
            copyButtonAriaLabel="Copy the address of this page"
            copySuccessText="Copied"
            copyErrorText="It could not be copied: take it from the address bar"
          />
        </SpaceBetween>
      )}
    </Container>
  );
}
