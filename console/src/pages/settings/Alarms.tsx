import Header from "@cloudscape-design/components/header";
import Link from "@cloudscape-design/components/link";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import { useAlarms } from "../../api/operations.js";
import type { WatchedAlarm } from "../../api/types.js";
import { useEnvironmentChoice } from "../../app/EnvironmentChoice.js";
import { href } from "../../app/sections.js";
import { KINDS } from "../../parts/actions.js";
import { Breakable } from "../../parts/Breakable.js";
import { Empty } from "../../parts/Empty.js";
import { type Column, Listing } from "../../parts/Listing.js";

const COLUMNS: [Column<WatchedAlarm>, ...Column<WatchedAlarm>[]] = [
  { id: "name", header: "Alarm", minWidth: 200, cell: ({ name }) => <Breakable text={name} /> },
  { id: "state", header: "State", cell: (alarm) => <State alarm={alarm} /> },
  { id: "takes", header: "What it takes back", cell: (alarm) => <TakesBack alarm={alarm} /> },
];

/** Alarms that take something back, and how they stand. */
export function Alarms() {
  const { environment } = useEnvironmentChoice();
  const pages = useAlarms(environment);
  return (
    <Listing
      label="alarms"
      pages={pages}
      columns={COLUMNS}
      keyOf={({ name }) => name}
      header={
        <Header
          description={`CloudWatch alarms that take something back in ${environment} when they fire.`}
        >
          Alarms
        </Header>
      }
      empty={
        <Empty title={`Nothing in ${environment} names an alarm`}>
          Name a CloudWatch alarm in a flag, a rollout or an experiment: when it fires, that is
          taken back within seconds, without anybody waking up.
        </Empty>
      }
    />
  );
}

function State({ alarm: { state } }: { alarm: WatchedAlarm }) {
  if (state === "OK") return <StatusIndicator type="success">Quiet</StatusIndicator>;
  if (state === "ALARM") return <StatusIndicator type="error">Fires</StatusIndicator>;
  if (state === null) {
    return <StatusIndicator type="warning">Not there, or not to be reached</StatusIndicator>;
  }
  return <StatusIndicator type="pending">Not enough data</StatusIndicator>;
}

function TakesBack({ alarm }: { alarm: WatchedAlarm }) {
  return (
    <ul className="plain-list">
      {alarm.named_by.map(({ kind, key }) => {
        const { one, path } = KINDS[kind];
        return (
          <li key={`${kind}/${key}`}>
            {one}{" "}
            {path ? (
              <Link href={href(path(key))} fontSize="inherit">
                <Breakable text={key} />
              </Link>
            ) : (
              <Breakable text={key} />
            )}
          </li>
        );
      })}
    </ul>
  );
}
