import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { OnAlarm, WithoutData } from "../../api/types.js";
import { AlarmNamesField, WithoutDataField } from "../../parts/fields/AlarmFields.js";
import type { Choice } from "../../parts/fields/choices.js";
import { DurationField } from "../../parts/fields/DurationField.js";
import { MadeAlarmFields } from "./MadeAlarmFields.js";
import type { Written, Writing } from "./written.js";
import "../../parts/editors.css";

const ABOUT =
  "Alarms of CloudWatch, as whoever runs your service has them. If one goes on, the new variant " +
  "is taken back within seconds.";
const WITHOUT_DATA: readonly Choice<WithoutData>[] = [
  { value: "ignore", label: "Ignore", description: "It does nothing." },
  { value: "hold", label: "Hold", description: "It keeps the rollout at its stage." },
  { value: "roll_back", label: "Roll back", description: "The same as an alarm that is on." },
];

/** Which alarms take it back, and how. */
export function AlarmFields({ written, change }: Writing) {
  const isGuarded = (written.guardrails ?? []).length > 0 || hasAlarms(written);
  const header = (
    <Header variant="h2" description={ABOUT}>
      Alarms
    </Header>
  );
  return (
    <Container header={header}>
      <SpaceBetween size="l">
        <AlarmNamesField
          environment={written.environment}
          value={written.alarms ?? []}
          onChange={(named) => change({ alarms: named })}
        />
        <MadeAlarmFields written={written} change={change} />
        {isGuarded && <Settings written={written} change={change} />}
      </SpaceBetween>
    </Container>
  );
}

function Settings({ written, change }: Writing) {
  const { bake_time = "15m", cool_down = "30m", on_insufficient_data = "ignore" } =
    written.on_alarm ?? {};
  const set = (parts: Partial<OnAlarm>) => change({ on_alarm: { ...written.on_alarm, ...parts } });
  return (
    <div className="in-a-row">
      <DurationField
        label="A stage lasts at least"
        field="on_alarm.bake_time"
        description="So that guardrails and alarms have time to find harm."
        value={bake_time}
        onChange={(value) => set({ bake_time: value ?? "" })}
      />
      <DurationField
        label="After a rollback nothing starts for"
        field="on_alarm.cool_down"
        description="So that one trouble takes back one thing."
        value={cool_down}
        onChange={(value) => set({ cool_down: value ?? "" })}
      />
      {hasAlarms(written) && (
        <WithoutDataField
          choices={WITHOUT_DATA}
          value={on_insufficient_data}
          onChange={(value) => set({ on_insufficient_data: value })}
        />
      )}
    </div>
  );
}

function hasAlarms({ alarms = [], make_alarms = [] }: Written): boolean {
  return alarms.length + make_alarms.length > 0;
}
