import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Header from "@cloudscape-design/components/header";
import ProgressBar from "@cloudscape-design/components/progress-bar";
import { useMay } from "../../api/caller.js";
import { onePage } from "../../api/pages.js";
import type { OpenRollout } from "../../api/types.js";
import { DocumentLink } from "../../app/DocumentLink.js";
import { FORMS, href } from "../../app/sections.js";
import { Empty } from "../../parts/Empty.js";
import { type Column, Listing } from "../../parts/Listing.js";
import { When } from "../../parts/When.js";
import { Status } from "../rollout/Status.js";

const HALF = 50;
const COLUMNS: [Column<OpenRollout>, ...Column<OpenRollout>[]] = [
  { id: "key", header: "Rollout", minWidth: 190, cell: (row) => <Name row={row} /> },
  {
    id: "status",
    header: "Status",
    share: HALF,
    minWidth: 120,
    cell: ({ status }) => <Status of={status} isArchived={false} />,
  },
  { id: "stage", header: "Share", share: HALF, minWidth: 180, cell: (row) => <Share row={row} /> },
  { id: "next", header: "What comes next", cell: (row) => <Next row={row} /> },
];

interface OpenRolloutsProps {
  environment: string;
  rollouts: OpenRollout[];
}

/** The rollouts that are in charge of their flags, and how far each is. */
export function OpenRollouts({ environment, rollouts }: OpenRolloutsProps) {
  return (
    <Listing
      label="rollouts under way"
      pages={onePage(rollouts)}
      columns={COLUMNS}
      keyOf={(row) => row.key}
      header={
        <Header variant="h2" counter={`(${rollouts.length})`}>
          Rollouts
        </Header>
      }
      empty={<None environment={environment} />}
    />
  );
}

function Name({ row: { key, name, flag, variant } }: { row: OpenRollout }) {
  return (
    <>
      <DocumentLink kind="rollout" of={key} />
      <Box variant="small" display="block">
        {name || `“${variant}” of ${flag}`}
      </Box>
    </>
  );
}

function Share({ row: { key, stage, stages, percentage } }: { row: OpenRollout }) {
  const reached = (stage ?? -1) + 1;
  return (
    <ProgressBar
      variant="key-value"
      ariaLabel={`Share of ${key}`}
      value={percentage}
      description={`Stage ${reached} of ${stages}`}
    />
  );
}

function Next({ row: { status, because, stage, stages, next_at } }: { row: OpenRollout }) {
  if (status === "completed") return <>Its flag is going to say by itself what it gives</>;
  if (status === "holding" || status === "paused") return <>{because}</>;
  const what = (stage ?? 0) + 1 === stages ? "It completes" : "The next stage";
  return (
    <>
      {what} <When at={next_at} />
    </>
  );
}

function None({ environment }: { environment: string }) {
  const may = useMay("editor")(environment);
  const action = may && <Button href={href(FORMS.rollout)}>New rollout</Button>;
  return (
    <Empty title={`No rollout is under way in ${environment}`} action={action}>
      A rollout gives a flag&apos;s new variant to more and more units, and takes it back if
      something gets worse.
    </Empty>
  );
}
