import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Checkbox from "@cloudscape-design/components/checkbox";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Tiles from "@cloudscape-design/components/tiles";
import { useState } from "react";
import type { Choice } from "../../api/experiments.js";
import { useMay } from "../../api/caller.js";
import { useEnvironments } from "../../api/environments.js";
import type { DecidedFlag, Experiment, Results, Run, Stored } from "../../api/types.js";
import { useMake } from "../../parts/Changes.js";
import { BlockedChecks } from "./Checks.js";
import {
  agreementOf,
  choiceInWords,
  decisionOf,
  obstaclesTo,
  recommendedChoice,
  ROLES,
  shownBy,
} from "./deciding.js";
import { SignOffs } from "./SignOffs.js";
import { hasVerdict, variantsOf } from "./standing.js";

interface DecisionFormProps {
  stored: Stored<Experiment>;
  run: Run;
  look: Results | null;
  setFlags: (flags: DecidedFlag[]) => void;
}

/** The tile of the control; the others are keys of treatments. */
const KEEP = "";

/** Chooses what everybody shall get, agrees to it, and decides. */
export function DecisionForm({ stored, run, look, setFlags }: DecisionFormProps) {
  const [choice, choose] = useState<Choice | undefined>(() => recommendedChoice(look));
  const may = { editor: useMay("editor"), approver: useMay("approver") };
  const isProduction = useIsProduction(run.environment);
  const chosen = { stored, run, look, choice, setFlags, isProduction };
  return (
    <SpaceBetween size="l">
      {look && <BlockedChecks look={look} />}
      <Choices
        {...{ stored, run, look, choice, choose }}
        isReadOnly={!may.editor(run.environment)}
      />
      <SignOffs
        run={run}
        isNeeded={isProduction}
        actions={
          choice !== undefined &&
          may.approver(run.environment) && <AgreeButtons stored={stored} choice={choice} />
        }
      />
      {may.editor(run.environment) &&
        (choice === undefined ? (
          <Box color="text-body-secondary">Choose one above, to agree to it or to decide.</Box>
        ) : (
          <Decide {...chosen} choice={choice} />
        ))}
    </SpaceBetween>
  );
}

function useIsProduction(environment: string): boolean {
  const rows = useEnvironments().data;
  return rows?.find((row) => row.key === environment)?.summary.is_production ?? true;
}

interface ChoicesProps {
  stored: Stored<Experiment>;
  run: Run;
  look: Results | null;
  choice: Choice | undefined;
  choose: (choice: Choice) => void;
  isReadOnly: boolean;
}

function Choices({ stored, run, look, choice, choose, isReadOnly }: ChoicesProps) {
  const [, ...treatments] = variantsOf(run);
  const recommended = recommendedChoice(look);
  const items = [...treatments, null].map((one) => ({
    value: one ?? KEEP,
    label: one === null ? "Keep the control" : `Promote ${one}`,
    description: describe(stored.document, one, recommended === one),
  }));
  return (
    <Container
      header={
        <Header variant="h2" description={said(look)}>
          What shall everybody get?
        </Header>
      }
    >
      <Tiles
        items={items}
        readOnly={isReadOnly}
        value={choice === undefined ? null : (choice ?? KEEP)}
        ariaLabel="What shall everybody get?"
        onChange={({ detail }) => choose(detail.value === KEEP ? null : detail.value)}
      />
    </Container>
  );
}

function describe(experiment: Experiment, choice: Choice, isRecommended: boolean): string {
  const shown = Object.entries(shownBy(experiment, choice)).map(([flag, one]) => `${flag}: ${one}`);
  const told = shown.join(", ") || "no flag changes";
  return isRecommended ? `${told}. The verdict recommends it.` : told;
}

function said(look: Results | null): string {
  if (look === null) return "No look was taken yet.";
  return `Look ${look.number}: ${look.verdict.sentence}`;
}

function AgreeButtons({ stored, choice }: { stored: Stored<Experiment>; choice: Choice }) {
  const make = useMake();
  return (
    <SpaceBetween direction="horizontal" size="xs">
      {ROLES.map((role) => (
        <Button key={role} onClick={() => void make(agreementOf(stored, choice, role))}>
          Agree for {role}
        </Button>
      ))}
    </SpaceBetween>
  );
}

interface DecideProps extends DecisionFormProps {
  choice: Choice;
  isProduction: boolean;
}

/** Decides, once nothing is in the way. */
function Decide({ stored, run, look, choice, setFlags, isProduction }: DecideProps) {
  const [isWaived, waive] = useState(false);
  const [isReading, setIsReading] = useState(false);
  const make = useMake();
  const found = isProduction ? obstaclesTo(run, choice, look) : [];
  const lacksVerdict = isProduction && !hasVerdict(look);
  const obstacles = lacksVerdict && isWaived ? found.slice(1) : found;
  const decide = async () => {
    setIsReading(true);
    const decided = { choice, withoutVerdict: lacksVerdict && isWaived, tell: setFlags };
    const change = await decisionOf(stored, decided);
    setIsReading(false);
    await make(change);
  };
  return (
    <SpaceBetween size="m">
      {lacksVerdict && (
        <Checkbox
          checked={isWaived}
          onChange={({ detail }) => waive(detail.checked)}
          description="It needs a reason, which is kept with the decision."
        >
          Decide although no look has a verdict
        </Checkbox>
      )}
      {obstacles.length > 0 && (
        <Alert type="info" header="It cannot be decided yet">
          <ul>
            {obstacles.map((sentence) => (
              <li key={sentence}>{sentence}</li>
            ))}
          </ul>
        </Alert>
      )}
      <Button
        variant="primary"
        disabled={obstacles.length > 0}
        loading={isReading}
        onClick={() => void decide()}
      >
        Decide: {choiceInWords(choice)}
      </Button>
    </SpaceBetween>
  );
}
