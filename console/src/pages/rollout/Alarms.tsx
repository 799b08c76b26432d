import Box from "@cloudscape-design/components/box";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import type { AlarmReading, Rollout } from "../../api/types.js";
import { Breakable } from "../../parts/Breakable.js";
import { durationInWords } from "../../parts/fields/durations.js";
import { Empty } from "../../parts/Empty.js";
import { StateOfAlarm } from "../../parts/StateOfAlarm.js";

const ENDED: readonly Rollout["status"][] = ["rolled_back", "aborted", "completed"];

interface AlarmsProps {
  rollout: Rollout;
  alarms: readonly AlarmReading[];
}

/** The alarms that take it back, and how each stands. */
export function Alarms({ rollout, alarms }: AlarmsProps) {
  const { bake_time = "15m", cool_down = "30m" } = rollout.on_alarm ?? {};
  const about =
    `If one goes on, the rollout is taken back within seconds. A stage lasts at least ` +
    `${durationInWords(bake_time)}; after a rollback nothing starts for ` +
    `${durationInWords(cool_down)}.`;
  const header = (
    <Header
      variant="h2"
      counter={`(${alarms.length})`}
      description={alarms.length > 0 ? about : undefined}
    >
      Alarms
    </Header>
  );
  const all = alarms.map((alarm) => (
    <One key={alarm.name} {...alarm} isRemoved={isRemoved(alarm, rollout)} />
  ));
  return <Container header={header}>{alarms.length === 0 ? <None /> : all}</Container>;
}

/** Whether Burgee made it for this rollout, and took it away when that ended. */
function isRemoved({ name, state }: AlarmReading, { key, status, make_alarms }: Rollout): boolean {
  const isMade = make_alarms?.some((alarm) => name.endsWith(`${key}/${alarm.name}`)) ?? false;
  return isMade && state === null && ENDED.includes(status ?? "pending");
}

function One({ name, state, isRemoved }: AlarmReading & { isRemoved: boolean }) {
  return (
    <SpaceBetween direction="horizontal" size="xs">
      {isRemoved ? (
        <StatusIndicator type="stopped">Removed with its end</StatusIndicator>
      ) : (
        <StateOfAlarm of={state} />
      )}
      <Box>
        <Breakable text={name} />
      </Box>
    </SpaceBetween>
  );
}

function None() {
  return (
    <Empty title="No alarm watches it">
      An alarm of CloudWatch that it names, or its flag, takes it back within seconds when it goes
      on.
    </Empty>
  );
}
