import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Header from "@cloudscape-design/components/header";
import ProgressBar from "@cloudscape-design/components/progress-bar";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import { useMay } from "../../api/caller.js";
import { onePage } from "../../api/pages.js";
import type { RunningExperiment } from "../../api/types.js";
import { DocumentLink } from "../../app/DocumentLink.js";
import { FORMS, href } from "../../app/sections.js";
import { Breakable } from "../../parts/Breakable.js";
import { Empty } from "../../parts/Empty.js";
import { type Column, Listing } from "../../parts/Listing.js";
import { capital, INDICATORS, RECOMMENDATIONS, recommendationOf } from "../experiment/standing.js";

const HALF = 50;
const ENDED = "It was stopped: archive it, or restart it from its page.";
const UNSEEN = "No look was taken yet; the first one comes by itself within a day.";
const COLUMNS: [Column<RunningExperiment>, ...Column<RunningExperiment>[]] = [
  { id: "key", header: "Experiment", minWidth: 190, cell: (row) => <Name row={row} /> },
  { id: "status", header: "Status", share: HALF, minWidth: 120, cell: (row) => <At row={row} /> },
  { id: "units", header: "Units", share: HALF, minWidth: 180, cell: (row) => <Units row={row} /> },
  { id: "verdict", header: "What it says so far", cell: (row) => <Verdict row={row} /> },
];

interface RunningExperimentsProps {
  environment: string;
  experiments: RunningExperiment[];
}

/** The experiments that decide now, and how far each is. */
export function RunningExperiments({ environment, experiments }: RunningExperimentsProps) {
  return (
    <Listing
      label="running experiments"
      pages={onePage(experiments)}
      columns={COLUMNS}
      keyOf={(row) => row.key}
      header={
        <Header variant="h2" counter={`(${experiments.length})`}>
          Experiments
        </Header>
      }
      empty={<None environment={environment} />}
    />
  );
}

function Name({ row: { key, name, flags } }: { row: RunningExperiment }) {
  return (
    <>
      <DocumentLink kind="experiment" of={key} />
      <Box variant="small" display="block">
        {name || <Breakable text={flags.join(", ")} />}
      </Box>
    </>
  );
}

function At({ row: { status, halted, days, planned_days } }: { row: RunningExperiment }) {
  return (
    <>
      <StatusIndicator type={halted ? "stopped" : INDICATORS[status]}>
        {halted ? "Stopped" : capital(status)}
      </StatusIndicator>
      <Box variant="small" display="block">
        {halted ? "everybody sees the control" : `day ${dayOf(days)} of at most ${planned_days}`}
      </Box>
    </>
  );
}

/** The first day is day 1. */
function dayOf(days: number): number {
  return Math.floor(days) + 1;
}

function Units({ row: { key, units, planned_units: planned } }: { row: RunningExperiment }) {
  const count = units.toLocaleString("en");
  if (planned === null) return <>{count}, no number planned</>;
  return (
    <ProgressBar
      variant="key-value"
      ariaLabel={`Units of ${key}`}
      value={Math.min(100, (100 * units) / planned)}
      description={`${count} of ${planned.toLocaleString("en")} planned`}
    />
  );
}

function Verdict({ row: { verdict, halted } }: { row: RunningExperiment }) {
  if (halted) return <>{ENDED}</>;
  if (verdict === null) {
    return <Box color="text-body-secondary">{UNSEEN}</Box>;
  }
  return (
    <>
      <StatusIndicator type={RECOMMENDATIONS[verdict.recommendation ?? "none"]}>
        {recommendationOf(verdict)}
      </StatusIndicator>
      <Box variant="small" display="block">
        {verdict.sentence}
      </Box>
    </>
  );
}

function None({ environment }: { environment: string }) {
  const may = useMay("editor")(environment);
  const action = may && <Button href={href(FORMS.experiment)}>New experiment</Button>;
  return (
    <Empty title={`No experiment runs in ${environment}`} action={action}>
      An experiment shows variants of a flag to units drawn by chance, and says which one is better.
    </Empty>
  );
}
