import SpaceBetween from "@cloudscape-design/components/space-between";
import { ChoiceField } from "../../parts/fields/ChoiceField.js";
import { DurationField } from "../../parts/fields/DurationField.js";
import { Inside } from "../../parts/fields/FieldProblems.js";
import { TagField } from "../../parts/fields/TagField.js";
import type { SettingsEditorProps } from "./AnswersEditor.js";
import { ON_ALARM, type OnAlarm } from "./editing.js";

const WITHOUT_DATA = [
  { value: "ignore", label: "Nothing" },
  { value: "hold", label: "Hold", description: "No rollout goes to its next stage meanwhile." },
  { value: "roll_back", label: "Roll back", description: "The same as an alarm that is on." },
] as const;

/** Which alarms take a change back, and how. */
export function AlarmsEditor({ settings, change }: SettingsEditorProps) {
  const on = { ...ON_ALARM, ...settings.on_alarm };
  const set = (changed: Partial<OnAlarm>) => change({ on_alarm: { ...on, ...changed } });
  return (
    <SpaceBetween size="m">
      <TagField
        label="Alarms"
        field="alarms"
        description="CloudWatch alarms. When one goes off, the last good version comes back."
        placeholder="Name of an alarm"
        value={settings.alarms ?? []}
        onChange={(alarms) => change({ alarms })}
      />
      {(settings.alarms ?? []).length > 0 && (
        <Inside field="on_alarm">
          <div className="in-a-row">
            <DurationField
              label="Bake time"
              field="bake_time"
              description="A version is good once it was served so long without an alarm."
              value={on.bake_time ?? null}
              onChange={(bake_time) => set({ bake_time: bake_time ?? "" })}
            />
            <DurationField
              label="Cool-down"
              field="cool_down"
              description="For so long after a rollback there is no other."
              value={on.cool_down ?? null}
              onChange={(cool_down) => set({ cool_down: cool_down ?? "" })}
            />
            <ChoiceField
              label="Without data"
              field="on_insufficient_data"
              description="What an alarm does that has no data."
              value={on.on_insufficient_data ?? null}
              choices={WITHOUT_DATA}
              onChange={(value) => set({ on_insufficient_data: value })}
            />
          </div>
        </Inside>
      )}
    </SpaceBetween>
  );
}
