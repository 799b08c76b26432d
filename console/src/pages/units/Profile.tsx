import Header from "@cloudscape-design/components/header";
import type { Unit } from "../../api/types.js";
import { Empty } from "../../parts/Empty.js";
import { type Column, Rows } from "../../parts/Listing.js";
import { When } from "../../parts/When.js";

/** One kind of event, as often as the unit did it. */
interface Done {
  action: string;
  times: number;
  value: number;
  last: string;
}

const ABOUT = "In the last 90 days, as conditions on behaviour ask for it.";

const COLUMNS: [Column<Done>, ...Column<Done>[]] = [
  { id: "action", header: "Event", cell: ({ action }) => action },
  { id: "times", header: "Times", cell: ({ times }) => times.toLocaleString("en") },
  { id: "value", header: "Sum of values", cell: ({ value }) => value.toLocaleString("en") },
  { id: "last", header: "Last", cell: ({ last }) => <When at={last} /> },
];

/** What a unit did. */
export function Profile({ unit }: { unit: Unit }) {
  return (
    <Rows
      label="events"
      items={doneBy(unit)}
      columns={COLUMNS}
      keyOf={({ action }) => action}
      header={
        <Header variant="h2" description={ABOUT}>
          What it did
        </Header>
      }
      empty={
        <Empty title="It did nothing that we know of">
          Applications report what people do as tracking events. They rest here under a pseudonym.
        </Empty>
      }
    />
  );
}

function doneBy({ profile }: Unit): Done[] {
  return Object.entries(profile).map(([action, { last, days }]) => {
    const each = Object.values(days);
    const times = each.reduce((sum, { count }) => sum + count, 0);
    const value = each.reduce((sum, tally) => sum + Number(tally.value), 0);
    return { action, times, value, last };
  });
}
