import SpaceBetween from "@cloudscape-design/components/space-between";
import type { WithoutData } from "../../api/types.js";
import { AlarmNamesField, WithoutDataField } from "../../parts/fields/AlarmFields.js";
import type { Choice } from "../../parts/fields/choices.js";
import { DurationField } from "../../parts/fields/DurationField.js";
import type { SettingsEditorProps } from "./AnswersEditor.js";
import { ON_ALARM, type OnAlarm } from "./editing.js";

const WITHOUT_DATA: readonly Choice<WithoutData>[] = [
  { value: "ignore", label: "Ignore", description: "It does nothing." },
  { value: "hold", label: "Hold", description: "No rollout goes to its next stage meanwhile." },
  { value: "roll_back", label: "Roll back", description: "The same as an alarm that is on." },
];

/** Which alarms take a change back, and how. */
export function AlarmsEditor(props: SettingsEditorProps & { environment: string }) {
  const { environment, settings, change } = props;
  const on = { ...ON_ALARM, ...settings.on_alarm };
  const set = (changed: Partial<OnAlarm>) => change({ on_alarm: { ...on, ...changed } });
  return (
    <SpaceBetween size="m">
      <AlarmNamesField
        environment={environment}
        description="CloudWatch alarms. When one goes on, the last good version comes back."
        value={settings.alarms ?? []}
        onChange={(alarms) => change({ alarms })}
      />
      {(settings.alarms ?? []).length > 0 && (
        <div className="in-a-row">
          <DurationField
            label="Bake time"
            field="on_alarm.bake_time"
            description="A version is good once it was served so long without an alarm."
            value={on.bake_time ?? null}
            onChange={(bake_time) => set({ bake_time: bake_time ?? "" })}
          />
          <DurationField
            label="Cool-down"
            field="on_alarm.cool_down"
            description="For so long after a rollback there is no other."
            value={on.cool_down ?? null}
            onChange={(cool_down) => set({ cool_down: cool_down ?? "" })}
          />
          <WithoutDataField
            choices={WITHOUT_DATA}
            value={on.on_insufficient_data ?? "ignore"}
            onChange={(value) => set({ on_insufficient_data: value })}
          />
        </div>
      )}
    </SpaceBetween>
  );
}
