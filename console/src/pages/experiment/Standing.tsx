import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Container from "@cloudscape-design/components/container";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import Link from "@cloudscape-design/components/link";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import type { Experiment, Stored } from "../../api/types.js";
import { href } from "../../app/sections.js";
import { byWhom } from "../../parts/actors.js";
import { Breakable } from "../../parts/Breakable.js";
import { When } from "../../parts/When.js";
import { capital, INDICATORS, runOf } from "./standing.js";

/** What an experiment is about and where it stands, whichever tab is open. */
export function Standing({ stored }: { stored: Stored<Experiment> }) {
  const experiment = stored.document;
  return (
    <Container>
      <SpaceBetween size="m">
        <Trouble stored={stored} />
        {experiment.hypothesis && (
          <div>
            <Box variant="awsui-key-label">Hypothesis</Box>
            {experiment.hypothesis}
          </div>
        )}
        <KeyValuePairs columns={3} items={pairsOf(stored)} />
      </SpaceBetween>
    </Container>
  );
}

function pairsOf({ document: experiment, version, change }: Stored<Experiment>) {
  const status = experiment.status ?? "draft";
  return [
    {
      label: "Status",
      value: <StatusIndicator type={INDICATORS[status]}>{capital(status)}</StatusIndicator>,
    },
    { label: "Environment", value: experiment.environment },
    { label: "Run", value: <RunTold experiment={experiment} /> },
    { label: "Decides", value: <Flags experiment={experiment} /> },
    { label: "Owner", value: <Breakable text={experiment.owner || experiment.team || "–"} /> },
    {
      label: `Version ${version}`,
      value: (
        <>
          <When at={change.at} /> <Breakable text={byWhom(change)} />
        </>
      ),
    },
  ];
}

/** Why it failed, or that it was stopped. */
function Trouble({ stored: { document: experiment, change } }: { stored: Stored<Experiment> }) {
  if (experiment.failure) {
    return (
      <Alert type="error" header="It failed">
        {experiment.failure}
      </Alert>
    );
  }
  if (!experiment.halted) return null;
  const isNewest = change.action === "emergency_stop";
  const why = isNewest && change.reason ? change.reason : "It was stopped in an emergency.";
  return (
    <Alert type="warning" header="It was stopped: everybody sees the control">
      {why} That holds until it is archived or restarted.
    </Alert>
  );
}

function RunTold({ experiment }: { experiment: Experiment }) {
  const run = runOf(experiment, null);
  if (!run) {
    return experiment.start_at ? (
      <>
        Starts <When at={experiment.start_at} />
      </>
    ) : (
      <>Not started yet</>
    );
  }
  return (
    <>
      {run.number}, started <When at={run.started_at} />
      {run.ended_at && (
        <>
          , ended <When at={run.ended_at} />
        </>
      )}
    </>
  );
}

function Flags({ experiment }: { experiment: Experiment }) {
  const keys = flagKeys(experiment);
  if (keys.length === 0) return <>no flag yet</>;
  return keys.map((key, at) => (
    <span key={key}>
      {at > 0 && ", "}
      <Link href={href(`/flags/${key}?environment=${experiment.environment}`)}>
        <Breakable text={key} />
      </Link>
    </span>
  ));
}

function flagKeys({ variants = {} }: Experiment): string[] {
  const shown = Object.values(variants).flatMap(({ flags = {}, configuration = {} }) => [
    ...Object.keys(flags),
    ...Object.keys(configuration),
  ]);
  return [...new Set(shown)].sort();
}
