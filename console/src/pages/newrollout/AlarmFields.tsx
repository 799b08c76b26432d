import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useAlarms } from "../../api/operations.js";
import type { RolloutDraft } from "../../api/types.js";
import { type Choice, ChoiceField } from "../../parts/fields/ChoiceField.js";
import { DurationField } from "../../parts/fields/DurationField.js";
import { TagField } from "../../parts/fields/TagField.js";
import type { Writing } from "./written.js";

type OnAlarm = NonNullable<RolloutDraft["on_alarm"]>;
type WithoutData = NonNullable<OnAlarm["on_insufficient_data"]>;

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
  const known = useAlarms(written.environment).brought;
  const alarms = written.alarms ?? [];
  const header = (
    <Header variant="h2" description={ABOUT}>
      Alarms
    </Header>
  );
  return (
    <Container header={header}>
      <SpaceBetween size="l">
        <TagField
          label="Alarms by name"
          field="alarms"
          isOptional
          placeholder="Add an alarm"
          suggestions={known.map(({ name }) => name)}
          value={alarms}
          onChange={(named) => change({ alarms: named })}
        />
        {alarms.length > 0 && <Settings written={written} change={change} />}
      </SpaceBetween>
    </Container>
  );
}

function Settings({ written, change }: Writing) {
  const { bake_time = "15m", cool_down = "30m", on_insufficient_data = "ignore" } =
    written.on_alarm ?? {};
  const set = (parts: Partial<OnAlarm>) => change({ on_alarm: { ...written.on_alarm, ...parts } });
  return (
    <>
      <DurationField
        label="A stage lasts at least"
        field="on_alarm.bake_time"
        description="So that an alarm has time to go on."
        value={bake_time}
        onChange={(value) => set({ bake_time: value ?? "" })}
      />
      <DurationField
        label="After a rollback nothing starts for"
        field="on_alarm.cool_down"
        value={cool_down}
        onChange={(value) => set({ cool_down: value ?? "" })}
      />
      <ChoiceField
        label="An alarm without data"
        field="on_alarm.on_insufficient_data"
        choices={WITHOUT_DATA}
        value={on_insufficient_data}
        onChange={(value) => set({ on_insufficient_data: value })}
      />
    </>
  );
}
