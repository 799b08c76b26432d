import Alert from "@cloudscape-design/components/alert";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useMay } from "../../api/caller.js";
import type { DecidedFlag, Experiment, Run, Stored } from "../../api/types.js";
import { whoSigned } from "../../parts/actors.js";
import { Breakable } from "../../parts/Breakable.js";
import { useMake } from "../../parts/Changes.js";
import { When } from "../../parts/When.js";
import { choiceInWords, decisionOf } from "./deciding.js";
import { words } from "./resultWords.js";
import { SignOffs } from "./SignOffs.js";
import { capital } from "./standing.js";

interface DecisionRecordedProps {
  stored: Stored<Experiment>;
  run: Run;
  /** What became of each flag, where it was decided just now. */
  flags: readonly DecidedFlag[];
  setFlags: (flags: DecidedFlag[]) => void;
}

/** What was decided, by whom, why, and by which look. */
export function DecisionRecorded({ stored, run, flags, setFlags }: DecisionRecordedProps) {
  const { decision } = run;
  if (!decision) return null;
  const { promoted, at, reason, look, recommendation, changed = [] } = decision;
  const items = [
    { label: "Decided by", value: <Breakable text={whoSigned(decision)} /> },
    { label: "When", value: <When at={at} /> },
    { label: "Why", value: reason || "–" },
    { label: "In front of", value: look ? `look ${look}` : "no look" },
    { label: "Its recommendation", value: words(recommendation || "none") },
    { label: "Flags it changed", value: changed.join(", ") || "none" },
  ];
  return (
    <SpaceBetween size="l">
      <Unfinished stored={stored} promoted={promoted} setFlags={setFlags} />
      <Container header={<Header variant="h2">Decided: {choiceInWords(promoted)}</Header>}>
        <KeyValuePairs columns={3} items={items} />
      </Container>
      <StillDeciding flags={flags} />
      <SignOffs run={run} />
    </SpaceBetween>
  );
}

interface UnfinishedProps {
  stored: Stored<Experiment>;
  promoted: string | null;
  setFlags: (flags: DecidedFlag[]) => void;
}

/** A decision that was begun and not carried out to its end is carried out by making it again. */
function Unfinished({ stored, promoted, setFlags }: UnfinishedProps) {
  const may = useMay("editor")(stored.document.environment);
  const make = useMake();
  if (stored.document.status === "archived") return null;
  const finish = async () => {
    const decided = { choice: promoted, withoutVerdict: true, tell: setFlags };
    await make(await decisionOf(stored, decided));
  };
  return (
    <Alert
      type="warning"
      header="The decision is recorded, and not yet carried out to its end"
      action={may && <Button onClick={() => void finish()}>Carry it out</Button>}
    >
      {capital(choiceInWords(promoted))}: what is left is done by making the same decision again.
    </Alert>
  );
}

/** What decides before the new default, and may still show something else. */
function StillDeciding({ flags }: { flags: readonly DecidedFlag[] }) {
  const some = flags.filter(({ still_deciding }) => still_deciding.length > 0);
  if (some.length === 0) return null;
  return (
    <Alert type="info" header="Some units may still see something else">
      <ul>
        {some.map(({ key, still_deciding }) => (
          <li key={key}>
            {key}: {still_deciding.join(", ")} decides before the default.
          </li>
        ))}
      </ul>
    </Alert>
  );
}
