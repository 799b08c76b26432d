import Header from "@cloudscape-design/components/header";
import Link from "@cloudscape-design/components/link";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { Unit, UnitView } from "../../api/types.js";
import { href } from "../../app/sections.js";
import { Empty } from "../../parts/Empty.js";
import { type Column, Rows } from "../../parts/Listing.js";
import { When } from "../../parts/When.js";

type Membership = UnitView["memberships"][number];
type Exposure = Unit["exposures"][number];

interface ExposuresProps {
  unit: Unit;
  /** Undefined while they are not known. */
  memberships: readonly Membership[] | undefined;
}

const NOW =
  "The experiments that decide for it now. " +
  "What it did not meet yet is drawn, and counts only once it does.";
const EVER =
  "Every run whose variant it met, also of rollouts; " +
  "a run that ended counts its events to the end of their window.";

const MEMBERSHIPS: [Column<Membership>, ...Column<Membership>[]] = [
  {
    id: "experiment",
    header: "Experiment",
    cell: ({ experiment }) => <Link href={href(`/experiments/${experiment}`)}>{experiment}</Link>,
  },
  { id: "run", header: "Run", cell: ({ run }) => run },
  { id: "variant", header: "Variant", cell: ({ variant }) => variant },
  { id: "exposed", header: "Met", cell: ({ exposed }) => (exposed ? "yes" : "not yet") },
];

const EXPOSURES: [Column<Exposure>, ...Column<Exposure>[]] = [
  { id: "run", header: "Run", cell: ({ run }) => run },
  { id: "variant", header: "Variant", cell: ({ variant }) => variant },
  { id: "at", header: "Since", cell: ({ at }) => <When at={at} /> },
  { id: "counts", header: "Counts", cell: countsInWords },
];

/** What experiments decide for a unit, and which variants it met. */
export function Exposures({ unit, memberships }: ExposuresProps) {
  return (
    <SpaceBetween size="l">
      <Rows
        label="experiments"
        items={memberships ?? []}
        isLoading={memberships === undefined}
        columns={MEMBERSHIPS}
        keyOf={({ experiment }) => experiment}
        header={
          <Header variant="h2" description={NOW}>
            Takes part in
          </Header>
        }
        empty={
          <Empty title="No experiment decides for this unit now">
            None runs for which it is eligible and in the traffic, or it has opted out.
          </Empty>
        }
      />
      <Rows
        label="exposures"
        items={unit.exposures}
        columns={EXPOSURES}
        keyOf={({ run }) => run}
        header={
          <Header variant="h2" description={EVER}>
            Met
          </Header>
        }
        empty={
          <Empty title="It met no variant">
            An exposure is written when a flag of a running experiment is first answered to it.
          </Empty>
        }
      />
    </SpaceBetween>
  );
}

/** Why the unit left a run although it stays in its sums. */
const LEFT: Readonly<Record<string, string>> = {
  off: "yes; the flag was switched off since",
  prerequisite: "yes; a prerequisite is not met since",
  target: "yes; it was named for a variant since",
  ineligible: "yes; it is not eligible any more",
};

function countsInWords({ mixed, left, late }: Exposure): string {
  if (mixed) return "in no sum: it met a second variant";
  if (left) return LEFT[left] ?? `yes; left: ${left}`;
  return late ? "yes; written late" : "yes";
}
