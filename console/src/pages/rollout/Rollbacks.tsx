import Box from "@cloudscape-design/components/box";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import { useRollbacks } from "../../api/rollouts.js";
import type { Rollback } from "../../api/types.js";
import { whoMade } from "../../parts/actors.js";
import { Breakable } from "../../parts/Breakable.js";
import { Loaded } from "../../parts/Loaded.js";
import { When } from "../../parts/When.js";
import "./stages.css";

/** Who it is that looks at guardrails and time each minute. */
const CLOCK = "schedule";
const OUTCOMES: Record<Rollback["outcome"], string> = {
  rolled_back: "Taken back",
  stopped: "Stopped",
  held: "Kept at its stage",
  recorded: "Only noted: what it told of was older than the rollout",
  cooling_down: "Only noted: something had been taken back a moment before",
  nothing_to_go_back_to: "Nothing to go back to",
};

/** What took it back, and how long that took; nothing where nothing did. */
export function Rollbacks({ rolloutKey }: { rolloutKey: string }) {
  const query = useRollbacks(rolloutKey);
  if (!query.error && !query.data?.length) return null;
  return (
    <Container header={<Header variant="h2">Rollbacks</Header>}>
      <Loaded query={query}>
        {(rollbacks) => (
          <ul className="happenings">
            {rollbacks.map((rollback) => (
              <One key={rollback.version} rollback={rollback} />
            ))}
          </ul>
        )}
      </Loaded>
    </Container>
  );
}

function One({ rollback }: { rollback: Rollback }) {
  const { outcome, decided_at, reason } = rollback;
  return (
    <li>
      <Box fontWeight="bold">
        {OUTCOMES[outcome]} <When at={decided_at} />, <Breakable text={byWhom(rollback)} />
      </Box>
      <div>{reason}</div>
      <Box variant="small">{tookInWords(rollback)}</Box>
    </li>
  );
}

function byWhom(rollback: Rollback): string {
  if (rollback.alarm) return `by the alarm ${rollback.alarm}`;
  return rollback.actor === CLOCK ? "by itself" : `by ${whoMade(rollback)}`;
}

/** How long it took from the alarm, or from the decision. */
function tookInWords({ alarm, seconds_to_decision, seconds_to_publication }: Rollback): string {
  const decided =
    alarm && seconds_to_decision !== null
      ? `Decided ${seconds(seconds_to_decision)} after the alarm went on`
      : "";
  const since = alarm ? "after the alarm went on" : "after that was decided";
  const shown =
    seconds_to_publication === null
      ? "not published"
      : `published ${seconds(seconds_to_publication)} ${since}`;
  const told = [decided, shown].filter(Boolean).join(", ");
  return `${told.charAt(0).toUpperCase()}${told.slice(1)}.`;
}

function seconds(count: number): string {
  return `${count < 10 ? count.toFixed(1) : Math.round(count)} s`;
}
