import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Link from "@cloudscape-design/components/link";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import { useMay } from "../../api/caller.js";
import { type ExperimentRow, useExperiments } from "../../api/experiments.js";
import type { ExperimentFilter } from "../../api/types.js";
import { useEnvironmentChoice } from "../../app/EnvironmentChoice.js";
import { FORMS, href } from "../../app/sections.js";
import { Breakable } from "../../parts/Breakable.js";
import { Empty } from "../../parts/Empty.js";
import { type Column, Listing } from "../../parts/Listing.js";
import { Page } from "../../parts/Page.js";
import { NoneFound } from "../../parts/search/NoneFound.js";
import { SearchField } from "../../parts/search/SearchField.js";
import { useSearch } from "../../parts/search/searching.js";
import { Tags } from "../../parts/Tags.js";
import { When } from "../../parts/When.js";
import { capital, INDICATORS } from "../experiment/standing.js";
import { NewestVerdict } from "./NewestVerdict.js";
import { NAMES, propertiesOf } from "./properties.js";

const HALF = 50;
const ABOUT =
  "An experiment shows variants of a flag to units drawn by chance, and says which is better. " +
  "Results may be looked at on any day.";
const COLUMNS: [Column<ExperimentRow>, ...Column<ExperimentRow>[]] = [
  { id: "key", header: "Experiment", minWidth: 200, cell: (row) => <Name row={row} /> },
  {
    id: "status",
    header: "Status",
    share: HALF,
    minWidth: 130,
    cell: (row) => <State row={row} />,
  },
  { id: "since", header: "Run", share: HALF, minWidth: 110, cell: (row) => <Since row={row} /> },
  {
    id: "verdict",
    header: "Newest look",
    minWidth: 220,
    cell: (row) => <NewestVerdict row={row} />,
  },
  { id: "flags", header: "Decides", share: HALF, cell: (row) => <Flags row={row} /> },
  {
    id: "owner",
    header: "Owner",
    share: HALF,
    maxWidth: 160,
    cell: ({ summary }) => <Breakable text={summary.owner || summary.team || "–"} />,
  },
];

/** The experiments of the environment that is looked at. */
export function ExperimentsPage() {
  const { environment } = useEnvironmentChoice();
  const [wanted, choose] = useSearch(NAMES);
  const pages = useExperiments({ ...(wanted as ExperimentFilter), environment });
  const isSearched = Object.keys(wanted).length > 0;
  return (
    <Page title="Experiments" description={ABOUT} actions={<NewButton />}>
      <Listing
        label="experiments"
        pages={pages}
        columns={COLUMNS}
        keyOf={(row) => row.key}
        filter={
          <SearchField
            label="Find experiments"
            placeholder="Find experiments by key, name, status, tag, owner or team"
            properties={propertiesOf(pages.brought)}
            {...{ wanted, choose }}
          />
        }
        empty={
          isSearched ? (
            <NoneFound of="experiment" clear={() => choose({})} isPerEnvironment />
          ) : (
            <NoneYet />
          )
        }
      />
    </Page>
  );
}

function NewButton() {
  const { environment } = useEnvironmentChoice();
  const may = useMay("editor")(environment);
  if (!may) return null;
  return (
    <Button variant="primary" href={href(FORMS.experiment)}>
      New experiment
    </Button>
  );
}

function Name({ row: { key, summary } }: { row: ExperimentRow }) {
  return (
    <>
      <Link href={href(`/experiments/${key}`)} fontSize="inherit">
        <Breakable text={key} />
      </Link>
      <Box variant="small" display="block" padding={{ vertical: "xxxs" }}>
        {summary.name}
      </Box>
      {summary.tags.length > 0 && <Tags tags={summary.tags} />}
    </>
  );
}

function State({ row: { summary } }: { row: ExperimentRow }) {
  return (
    <>
      <StatusIndicator type={INDICATORS[summary.status]}>{capital(summary.status)}</StatusIndicator>
      {summary.halted && <Box variant="small">everybody sees the control</Box>}
    </>
  );
}

function Since({ row: { summary } }: { row: ExperimentRow }) {
  const { run, start_at, started_at, ended_at } = summary;
  if (summary.status === "draft" && start_at) {
    return (
      <>
        starts <When at={start_at} />
      </>
    );
  }
  if (run === 0) return <>not started</>;
  return (
    <>
      {run}, {ended_at ? "ended" : "started"} <When at={ended_at ?? started_at} />
    </>
  );
}

function Flags({ row: { summary } }: { row: ExperimentRow }) {
  return <Breakable text={summary.flags.join(", ") || "–"} />;
}

function NoneYet() {
  const { environment } = useEnvironmentChoice();
  return (
    <Empty title={`There are no experiments in ${environment} yet`} action={<NewButton />}>
      Write down what you expect and why, choose the flag and who takes part, and say what counts as
      success. Burgee draws who sees what, counts what they do, and says when there is a result.
    </Empty>
  );
}
