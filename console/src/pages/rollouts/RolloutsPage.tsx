import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Link from "@cloudscape-design/components/link";
import { useMay } from "../../api/caller.js";
import { type RolloutRow, useRollouts } from "../../api/rollouts.js";
import type { RolloutFilter } from "../../api/types.js";
import { useEnvironmentChoice } from "../../app/EnvironmentChoice.js";
import { FORMS, href } from "../../app/sections.js";
import { Breakable } from "../../parts/Breakable.js";
import { Empty } from "../../parts/Empty.js";
import { type Column, Listing } from "../../parts/Listing.js";
import { Page } from "../../parts/Page.js";
import { NoneFound } from "../../parts/search/NoneFound.js";
import { SearchField } from "../../parts/search/SearchField.js";
import { useSearch } from "../../parts/search/searching.js";
import { When } from "../../parts/When.js";
import { Dashes } from "../rollout/Stages.js";
import { Status } from "../rollout/Status.js";
import { NAMES, propertiesOf } from "./properties.js";

const HALF = 50;
const ABOUT =
  "A rollout gives a new variant of a flag to more and more units. It goes back if that harms.";

const COLUMNS: [Column<RolloutRow>, ...Column<RolloutRow>[]] = [
  { id: "key", header: "Rollout", minWidth: 180, cell: (row) => <Name row={row} /> },
  {
    id: "flag",
    header: "Flag and variant",
    share: HALF,
    minWidth: 140,
    cell: (row) => <Ramped row={row} />,
  },
  {
    id: "status",
    header: "Status",
    share: HALF,
    minWidth: 155,
    cell: ({ summary }) => <Status of={summary.status} isArchived={summary.is_archived} />,
  },
  { id: "stage", header: "Stage", minWidth: 165, cell: (row) => <Reached row={row} /> },
  { id: "next", header: "Next, or why not", minWidth: 170, cell: (row) => <Next row={row} /> },
  {
    id: "owner",
    header: "Owner",
    share: HALF,
    maxWidth: 150,
    cell: ({ summary }) => <Breakable text={summary.owner || summary.team || "–"} />,
  },
];

/** All rollouts of an environment: how far each is. */
export function RolloutsPage() {
  const { environment } = useEnvironmentChoice();
  const [wanted, choose] = useSearch(NAMES);
  const pages = useRollouts({ ...(wanted as RolloutFilter), environment });
  const isSearched = Object.keys(wanted).length > 0;
  const mayMake = useMay("editor")(environment);
  const actions = mayMake && <NewRollout />;
  return (
    <Page title="Rollouts" description={ABOUT} actions={actions}>
      <Listing
        label="rollouts"
        pages={pages}
        columns={COLUMNS}
        keyOf={(row) => row.key}
        filter={
          <SearchField
            label="Find rollouts"
            placeholder="Find rollouts by key, name, status, flag or owner"
            properties={propertiesOf(pages.brought)}
            {...{ wanted, choose }}
          />
        }
        empty={
          isSearched ? (
            <NoneFound of="rollout" clear={() => choose({})} isPerEnvironment />
          ) : (
            <NoneYet in={environment} />
          )
        }
      />
    </Page>
  );
}

function NewRollout() {
  return (
    <Button variant="primary" href={href(FORMS.rollout)}>
      New rollout
    </Button>
  );
}

function Name({ row }: { row: RolloutRow }) {
  return (
    <>
      <Link href={href(`/rollouts/${row.key}`)} fontSize="inherit">
        <Breakable text={row.key} />
      </Link>
      <Box variant="small" display="block">
        {row.summary.name}
      </Box>
    </>
  );
}

function Ramped({ row: { summary } }: { row: RolloutRow }) {
  return (
    <>
      <Link href={href(`/flags/${summary.flag}`)} fontSize="inherit">
        <Breakable text={summary.flag} />
      </Link>
      : {summary.variant}
    </>
  );
}

/** How far it is: which stage, and its share. */
function Reached({ row: { summary } }: { row: RolloutRow }) {
  const { stage, stages, percentage, status } = summary;
  if (status === "pending" || stage === null) {
    return <Box color="text-body-secondary">{stages === 1 ? "1 stage" : `${stages} stages`}</Box>;
  }
  const isOver = status === "rolled_back" || status === "aborted";
  return (
    <>
      {`Stage ${stage + 1} of ${stages}`}
      {isOver ? ", taken back" : `: ${percentage} %`}
      {!isOver && <Dashes count={stages} reached={stage} />}
    </>
  );
}

/** What comes next, and why not yet. */
function Next({ row: { summary } }: { row: RolloutRow }) {
  const { status, because } = summary;
  if (status === "holding" || status === "paused") return <>{because || "–"}</>;
  if (status === "pending" && summary.start_at) {
    return (
      <>
        Starts <When at={summary.start_at} />
      </>
    );
  }
  if (status === "ramping") return <When at={summary.next_at} never="–" />;
  return <>{status === "pending" ? "Waits to be started" : because || "–"}</>;
}

function NoneYet({ in: environment }: { in: string }) {
  const mayMake = useMay("editor")(environment);
  return (
    <Empty title={`No rollout in ${environment}`} action={mayMake && <NewRollout />}>
      A rollout begins with a few, say 1 %, waits, and goes on to the next stage if nothing got
      worse: errors, speed, whatever you measure. If something does, it takes the new variant back
      by itself.
    </Empty>
  );
}
