import Alert from "@cloudscape-design/components/alert";
import type { WatchedAlarm } from "../../api/types.js";
import { AlarmNamings } from "./AlarmNamings.js";

/** The alarms that are on, before everything else. */
export function RingingAlarms({ alarms }: { alarms: readonly WatchedAlarm[] }) {
  const ringing = alarms.filter(({ state }) => state === "ALARM");
  if (ringing.length === 0) return null;
  const header = ringing.length === 1 ? "An alarm is on" : `${ringing.length} alarms are on`;
  return (
    <Alert type="error" header={header}>
      <ul className="plain">
        {ringing.map((alarm) => (
          <li key={alarm.name}>
            <strong>{alarm.name}</strong> takes back <AlarmNamings of={alarm} />
          </li>
        ))}
      </ul>
    </Alert>
  );
}
