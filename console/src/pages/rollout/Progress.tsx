import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { type StoredRollout, useStanding } from "../../api/rollouts.js";
import type { Rollout, Standing } from "../../api/types.js";
import { Loaded } from "../../parts/Loaded.js";
import { When } from "../../parts/When.js";
import { Alarms } from "./Alarms.js";
import { Excluded } from "./Excluded.js";
import { Guardrails } from "./Guardrails.js";
import { Rollbacks } from "./Rollbacks.js";
import { Stages } from "./Stages.js";
import { Status } from "./Status.js";
import { plannedStages } from "./plan.js";
import { servedInWords } from "./standing.js";

/** How far a rollout is: its stages, what holds it, and what watches it. */
export function Progress({ stored }: { stored: StoredRollout }) {
  const rollout = stored.document;
  const standing = useStanding(stored.key);
  return (
    <SpaceBetween size="l">
      <Ended rollout={rollout} />
      <Container header={<Heading rollout={rollout} />}>
        <SpaceBetween size="m">
          <Now rollout={rollout} standing={standing.data} />
          <Stages
            stages={plannedStages(rollout)}
            reached={rollout.stage ?? null}
            isOver={rollout.status === "rolled_back" || rollout.status === "aborted"}
          />
        </SpaceBetween>
      </Container>
      <Loaded query={standing}>
        {(found) => (
          <SpaceBetween size="l">
            <Guardrails rollout={rollout} standing={found} />
            <Alarms rollout={rollout} alarms={found.alarms} />
          </SpaceBetween>
        )}
      </Loaded>
      <Rollbacks rolloutKey={stored.key} />
      <Excluded stored={stored} />
    </SpaceBetween>
  );
}

function Heading({ rollout }: { rollout: Rollout }) {
  const { status = "pending", is_archived: isArchived = false } = rollout;
  return (
    <Header
      variant="h2"
      description={servedInWords(rollout)}
      actions={<Status of={status} isArchived={isArchived} />}
    >
      Stages
    </Header>
  );
}

/** Why it ended, where that was not by being complete. */
function Ended({ rollout }: { rollout: Rollout }) {
  const { status, because, ended_at } = rollout;
  if (status !== "rolled_back" && status !== "aborted") return null;
  const word = status === "aborted" ? "Given up" : "Taken back";
  return (
    <Alert
      type={status === "aborted" ? "info" : "error"}
      header={
        <>
          {word} <When at={ended_at} />
        </>
      }
    >
      {because}
    </Alert>
  );
}

/** Since when it is at its stage, when the next one comes, and what is against it. */
function Now({ rollout, standing }: { rollout: Rollout; standing: Standing | undefined }) {
  const { entered_at, next_at, status, because } = rollout;
  if (status !== "ramping" && status !== "holding" && status !== "paused") return null;
  const obstacles = standing?.obstacles ?? [];
  return (
    <SpaceBetween size="xs">
      <Box>
        At its stage since <When at={entered_at} />.{" "}
        {status === "paused" ? (
          <>Paused until somebody resumes it: {because}</>
        ) : (
          <>
            Its wait is over <When at={next_at} />.
          </>
        )}
      </Box>
      {obstacles.length > 0 && <Obstacles sentences={obstacles} isHeld={status === "holding"} />}
      {obstacles.length === 0 && status === "holding" && <Alert type="warning">{because}</Alert>}
    </SpaceBetween>
  );
}

interface ObstaclesProps {
  sentences: readonly string[];
  /** Whether its time has come, so that these alone keep it. */
  isHeld: boolean;
}

function Obstacles({ sentences, isHeld }: ObstaclesProps) {
  return (
    <Alert type={isHeld ? "warning" : "info"} header="What keeps it from its next stage">
      <ul className="obstacles">
        {sentences.map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
    </Alert>
  );
}
