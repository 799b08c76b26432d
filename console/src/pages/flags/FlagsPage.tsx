import Badge from "@cloudscape-design/components/badge";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Link from "@cloudscape-design/components/link";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useMay } from "../../api/caller.js";
import { useEnvironments } from "../../api/environments.js";
import { type FlagRow, useEnvironmentUsage, useFlags } from "../../api/flags.js";
import { useEnvironmentChoice } from "../../app/EnvironmentChoice.js";
import { FORMS, href } from "../../app/sections.js";
import { Breakable } from "../../parts/Breakable.js";
import { Empty } from "../../parts/Empty.js";
import { type Column, Listing } from "../../parts/Listing.js";
import { Page } from "../../parts/Page.js";
import { NoneFound } from "../../parts/search/NoneFound.js";
import { useSearch } from "../../parts/search/searching.js";
import { WhenByHour } from "../../parts/When.js";
import { FlagSearch } from "./FlagSearch.js";
import { FlagSwitch } from "./FlagSwitch.js";
import { askedOf, NAMES } from "./wanted.js";

/** Of a card: three environments beside each other. */
const SWITCH_SHARE = 33;
const HALF = 50;
/** As far back as usage is asked for. */
const MOST_DAYS = 90;
const ABOUT =
  "A flag decides what a unit sees. Switch it, ramp it up, or let an experiment decide.";

/** All flags: found, and switched on and off. */
export function FlagsPage() {
  const [wanted, choose] = useSearch(NAMES);
  const { environment } = useEnvironmentChoice();
  const pages = useFlags(askedOf(wanted, environment));
  const columns = useColumns();
  const isFiltered = Object.keys(wanted).length > 0;
  return (
    <Page title="Flags" description={ABOUT} actions={<NewFlag />}>
      <Listing
        label="flags"
        pages={pages}
        columns={columns}
        keyOf={(row) => row.key}
        filter={<FlagSearch {...{ wanted, environment, choose }} />}
        empty={isFiltered ? <NoneFound of="flag" clear={() => choose({})} /> : <NoneYet />}
      />
    </Page>
  );
}

function useColumns(): [Column<FlagRow>, ...Column<FlagRow>[]] {
  const { environment } = useEnvironmentChoice();
  const environments = useEnvironments().data ?? [];
  const switches = environments.map(({ key }) => ({
    id: key,
    header: key,
    share: SWITCH_SHARE,
    cell: (row: FlagRow) => <Switch row={row} environment={key} />,
  }));
  return [
    { id: "key", header: "Flag", minWidth: 190, cell: (row) => <Name row={row} /> },
    { id: "tags", header: "Purpose and tags", cell: (row) => <Tags row={row} /> },
    ...switches,
    {
      id: "owner",
      header: "Owner",
      share: HALF,
      maxWidth: 150,
      cell: ({ summary }) => <Breakable text={summary.owner || summary.team || "–"} />,
    },
    {
      id: "evaluated",
      header: `Last evaluated in ${environment}`,
      share: HALF,
      cell: (row) => <LastEvaluated flagKey={row.key} environment={environment} />,
    },
  ];
}

function Name({ row }: { row: FlagRow }) {
  return (
    <>
      <Link href={href(`/flags/${row.key}`)} fontSize="inherit">
        {row.key}
      </Link>
      <Box variant="small" display="block">
        {row.summary.name}
      </Box>
    </>
  );
}

function Switch({ row, environment }: { row: FlagRow; environment: string }) {
  const isOn = row.summary.environments[environment];
  if (row.summary.lifecycle === "archived") return <Box color="text-body-secondary">archived</Box>;
  if (isOn === undefined) return <Box color="text-body-secondary">not there</Box>;
  return <FlagSwitch key={row.key} {...seenOf(row, environment, isOn)} />;
}

function seenOf({ key, version }: FlagRow, environment: string, isOn: boolean) {
  return { flagKey: key, version, environment, isOn };
}

function Tags({ row: { summary } }: { row: FlagRow }) {
  return (
    <SpaceBetween direction="horizontal" size="xxs">
      <Badge color="blue">{summary.purpose}</Badge>
      {summary.tags.map((tag) => (
        <Badge key={tag}>
          <Breakable text={tag} />
        </Badge>
      ))}
    </SpaceBetween>
  );
}

/** Of the last 90 days: what rests of a day before them is of no use here. */
function LastEvaluated({ flagKey, environment }: { flagKey: string; environment: string }) {
  const usage = useEnvironmentUsage(environment, MOST_DAYS).data;
  if (!usage) return <>…</>;
  const found = usage.items.find((flag) => flag.flag_key === flagKey);
  return <WhenByHour at={found?.last_evaluation} never="not in 90 days" />;
}

function NewFlag() {
  const may = useMay("editor")();
  return may ? (
    <Button variant="primary" href={href(FORMS.flag)}>
      New flag
    </Button>
  ) : null;
}

function NoneYet() {
  return (
    <Empty title="There are no flags yet" action={<NewFlag />}>
      A flag is a switch in your code, with a key such as new-checkout. Ask for it with any
      OpenFeature client. Make one here, or write it into a file of your repository and run{" "}
      <code>burgee apply</code>.
    </Empty>
  );
}
