import Box from "@cloudscape-design/components/box";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator, {
  type StatusIndicatorProps,
} from "@cloudscape-design/components/status-indicator";
import type { AlarmState, WatchedAlarm } from "../../api/types.js";
import { Breakable } from "../../parts/Breakable.js";
import { Empty } from "../../parts/Empty.js";
import { AlarmNamings } from "./AlarmNamings.js";

const STATES: Record<AlarmState, readonly [StatusIndicatorProps.Type, string]> = {
  OK: ["success", "OK"],
  ALARM: ["error", "On"],
  INSUFFICIENT_DATA: ["pending", "No data"],
};
const NOT_KNOWN = ["warning", "Not there, or not known"] as const;
const ABOUT = "When one goes on, what names it is taken back within seconds.";

/** Every alarm that something is taken back by, and how it stands: also for other pages. */
export function Alarms({ alarms }: { alarms: readonly WatchedAlarm[] }) {
  const counter = `(${alarms.length})`;
  const header = (
    <Header variant="h2" counter={counter} description={alarms.length > 0 && ABOUT}>
      Alarms
    </Header>
  );
  return (
    <Container header={header} fitHeight>
      {alarms.length === 0 ? <None /> : <List alarms={alarms} />}
    </Container>
  );
}

function List({ alarms }: { alarms: readonly WatchedAlarm[] }) {
  return (
    <SpaceBetween size="m">
      {alarms.map((alarm) => (
        <div key={alarm.name}>
          <State of={alarm.state} /> <Breakable text={alarm.name} />
          <Box variant="small" display="block">
            Named by <AlarmNamings of={alarm} />
          </Box>
        </div>
      ))}
    </SpaceBetween>
  );
}

function State({ of: state }: { of: AlarmState | null }) {
  const [type, word] = state === null ? NOT_KNOWN : STATES[state];
  return <StatusIndicator type={type}>{word}</StatusIndicator>;
}

function None() {
  return (
    <Empty title="No alarm is named">
      Name an alarm of CloudWatch in a flag, a rollout or an experiment, and it is taken back when
      that alarm goes on: nobody has to wake up.
    </Empty>
  );
}
