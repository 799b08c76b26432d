import Box from "@cloudscape-design/components/box";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { WatchedAlarm } from "../../api/types.js";
import { Breakable } from "../../parts/Breakable.js";
import { Empty } from "../../parts/Empty.js";
import { StateOfAlarm } from "../../parts/StateOfAlarm.js";
import { AlarmNamings } from "./AlarmNamings.js";

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
          <StateOfAlarm of={alarm.state} /> <Breakable text={alarm.name} />
          <Box variant="small" display="block">
            Named by <AlarmNamings of={alarm} />
          </Box>
        </div>
      ))}
    </SpaceBetween>
  );
}

function None() {
  return (
    <Empty title="No alarm is named">
      Name an alarm of CloudWatch in a flag, a rollout or an experiment, and it is taken back when
      that alarm goes on: nobody has to wake up.
    </Empty>
  );
}
