import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Link from "@cloudscape-design/components/link";
import { useMay } from "../../api/caller.js";
import { useNames } from "../../api/names.js";
import { type SegmentRow, useSegments } from "../../api/segments.js";
import type { SegmentFilter } from "../../api/types.js";
import { FORMS, href } from "../../app/sections.js";
import { Breakable } from "../../parts/Breakable.js";
import { Empty } from "../../parts/Empty.js";
import { type Column, Listing } from "../../parts/Listing.js";
import { Page } from "../../parts/Page.js";
import { type Property, SearchField } from "../../parts/search/SearchField.js";
import { NoneFound } from "../../parts/search/NoneFound.js";
import { useSearch } from "../../parts/search/searching.js";
import { Tags } from "../../parts/Tags.js";
import { When } from "../../parts/When.js";
import { membershipInWords } from "../segment/membership.js";

const ABOUT =
  "A segment is a group of units with a name, such as testers. " +
  "Flags, experiments and rollouts ask who is in it.";
const NAMES = ["tag", "lifecycle"] as const;
const HALF = 50;

type Name = (typeof NAMES)[number];

const COLUMNS: [Column<SegmentRow>, ...Column<SegmentRow>[]] = [
  { id: "key", header: "Segment", minWidth: 190, cell: (row) => <Title row={row} /> },
  { id: "who", header: "Who is in", cell: ({ summary }) => membershipInWords(summary) },
  { id: "tags", header: "Tags", cell: ({ summary }) => <Tags tags={summary.tags} /> },
  {
    id: "owner",
    header: "Owner",
    share: HALF,
    maxWidth: 170,
    cell: ({ summary }) => <Breakable text={summary.owner || "–"} />,
  },
  { id: "changed", header: "Changed", share: HALF, cell: (row) => <When at={row.updated_at} /> },
];

/** All segments. */
export function SegmentsPage() {
  const [wanted, choose] = useSearch(NAMES);
  const pages = useSegments(wanted as SegmentFilter);
  const { tags } = useNames();
  const isSearched = Object.keys(wanted).length > 0;
  return (
    <Page title="Segments" description={ABOUT} actions={<NewOne />}>
      <Listing
        label="segments"
        pages={pages}
        columns={COLUMNS}
        keyOf={(row) => row.key}
        filter={
          <SearchField
            label="Find segments"
            placeholder="Find segments by key, name or tag"
            properties={propertiesOf(tags)}
            {...{ wanted, choose }}
          />
        }
        empty={isSearched ? <NoneFound of="segment" clear={() => choose({})} /> : <NoneYet />}
      />
    </Page>
  );
}

function propertiesOf(tags: readonly string[]): Property<Name>[] {
  return [
    { name: "tag", one: "Tag", many: "Tags", values: tags },
    { name: "lifecycle", one: "Lifecycle", many: "Lifecycles", values: ["active", "archived"] },
  ];
}

function Title({ row }: { row: SegmentRow }) {
  return (
    <>
      <Link href={href(`/segments/${row.key}`)} fontSize="inherit">
        {row.key}
      </Link>
      <Box variant="small" display="block">
        {row.summary.lifecycle === "archived" ? "archived" : row.summary.name}
      </Box>
    </>
  );
}

/** Segments are the same in all environments: whoever is limited to some makes none. */
function NewOne() {
  const may = useMay("editor")();
  return may ? (
    <Button variant="primary" href={href(FORMS.segment)}>
      New segment
    </Button>
  ) : null;
}

function NoneYet() {
  return (
    <Empty title="There are no segments yet" action={<NewOne />}>
      Say once who your testers or your largest customers are, by conditions or one by one; then let
      the rules of flags ask for them by name.
    </Empty>
  );
}
