import Header from "@cloudscape-design/components/header";
import { useAlarms } from "../../api/operations.js";
import type { WatchedAlarm } from "../../api/types.js";
import { DocumentLink } from "../../app/DocumentLink.js";
import { useEnvironmentChoice } from "../../app/EnvironmentChoice.js";
import { KINDS } from "../../parts/actions.js";
import { Breakable } from "../../parts/Breakable.js";
import { Empty } from "../../parts/Empty.js";
import { type Column, Listing } from "../../parts/Listing.js";
import { StateOfAlarm } from "../../parts/StateOfAlarm.js";

const COLUMNS: [Column<WatchedAlarm>, ...Column<WatchedAlarm>[]] = [
  { id: "name", header: "Alarm", minWidth: 200, cell: ({ name }) => <Breakable text={name} /> },
  { id: "state", header: "State", cell: (alarm) => <StateOfAlarm of={alarm.state} /> },
  { id: "takes", header: "What it takes back", cell: (alarm) => <TakesBack alarm={alarm} /> },
];

/** Alarms that take something back, and how they stand. */
export function Alarms() {
  const { environment } = useEnvironmentChoice();
  const pages = useAlarms(environment);
  const about = `CloudWatch alarms that take something back in ${environment} when they go on.`;
  return (
    <Listing
      label="alarms"
      pages={pages}
      columns={COLUMNS}
      keyOf={({ name }) => name}
      header={<Header description={about}>Alarms</Header>}
      empty={
        <Empty title={`Nothing in ${environment} names an alarm`}>
          Name a CloudWatch alarm in a flag, a rollout or an experiment: when it goes on,
          that is taken back within seconds, without anybody waking up.
        </Empty>
      }
    />
  );
}

function TakesBack({ alarm }: { alarm: WatchedAlarm }) {
  return (
    <ul className="plain-list">
      {alarm.named_by.map(({ kind, key }) => (
        <li key={`${kind}/${key}`}>
          {KINDS[kind].one} <DocumentLink kind={kind} of={key} />
        </li>
      ))}
    </ul>
  );
}
