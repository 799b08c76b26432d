import Box from "@cloudscape-design/components/box";
import Header from "@cloudscape-design/components/header";
import Link from "@cloudscape-design/components/link";
import type { UnitAsked } from "../../api/explanations.js";
import type { Pages } from "../../api/pages.js";
import type { ShownFlag } from "../../api/types.js";
import { href } from "../../app/sections.js";
import { contextInAddress } from "../../parts/contexts/contexts.js";
import { Empty } from "../../parts/Empty.js";
import { type Column, Listing } from "../../parts/Listing.js";
import { valueShown } from "../../parts/traces/answers.js";

interface SeenProps {
  pages: Pages<ShownFlag>;
  asked: UnitAsked;
}

const ABOUT =
  "What each flag would answer now, by its key and the attributes above. Looking records nothing.";
const MOST_SHOWN = 80;

/** What a unit gets of every flag, and why. */
export function Seen({ pages, asked }: SeenProps) {
  return (
    <Listing
      label="flags"
      pages={{ ...pages, answer: undefined }}
      columns={columnsOf(asked)}
      keyOf={(flag) => flag.flag_key}
      header={
        <Header variant="h2" description={ABOUT}>
          What it sees
        </Header>
      }
      empty={
        <Empty title={`There is no flag in ${asked.environment}`}>
          As soon as one is set up there, it is shown here what this unit gets of it.
        </Empty>
      }
    />
  );
}

function columnsOf(asked: UnitAsked): [Column<ShownFlag>, ...Column<ShownFlag>[]] {
  return [
    { id: "flag", header: "Flag", minWidth: 180, cell: (flag) => <Name flag={flag} /> },
    { id: "gets", header: "It gets", cell: (flag) => <Given flag={flag} /> },
    { id: "why", header: "Why", cell: (flag) => flag.because },
    {
      id: "steps",
      header: "Steps",
      minWidth: 110,
      cell: (flag) => (
        <Link href={stepsOf(flag.flag_key, asked)} ariaLabel={`Show steps of ${flag.flag_key}`}>
          Show steps
        </Link>
      ),
    },
  ];
}

function Name({ flag }: { flag: ShownFlag }) {
  return (
    <>
      <Link href={href(`/flags/${flag.flag_key}`)} fontSize="inherit">
        {flag.flag_key}
      </Link>
      <Box variant="small" display="block">
        {flag.name}
      </Box>
    </>
  );
}

function Given({ flag }: { flag: ShownFlag }) {
  const value = valueShown(flag.value);
  const shown = value.length > MOST_SHOWN ? `${value.slice(0, MOST_SHOWN)} …` : value;
  return (
    <>
      {flag.variant || "no variant"}
      <Box variant="small" display="block">
        <code>{shown}</code>
      </Box>
    </>
  );
}

/** The flag's own page, asked for the same unit. */
function stepsOf(flagKey: string, { environment, unit, bucketBy, context }: UnitAsked): string {
  const parameters = new URLSearchParams({
    tab: "try",
    environment,
    context: contextInAddress({ ...context, [bucketBy]: unit }) ?? "",
  });
  return href(`/flags/${flagKey}?${parameters}`);
}
