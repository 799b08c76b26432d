import { useAlarms } from "../../api/operations.js";
import type { WithoutData } from "../../api/types.js";
import { ChoiceField } from "./ChoiceField.js";
import type { Choice } from "./choices.js";
import { TagField } from "./TagField.js";

interface AlarmNamesFieldProps {
  /** The alarms that anything names there are offered. */
  environment: string;
  description?: string;
  value: readonly string[];
  onChange: (value: string[]) => void;
}

/** Alarms of CloudWatch, by name. */
export function AlarmNamesField({ environment, ...field }: AlarmNamesFieldProps) {
  const known = useAlarms(environment).brought;
  return (
    <TagField
      label="Alarms by name"
      field="alarms"
      isOptional
      placeholder="Add an alarm"
      suggestions={known.map(({ name }) => name)}
      {...field}
    />
  );
}

interface WithoutDataFieldProps {
  /** What each means for what names the alarms. */
  choices: readonly Choice<WithoutData>[];
  value: WithoutData;
  onChange: (value: WithoutData) => void;
}

/** What follows from an alarm that has no data. */
export function WithoutDataField(props: WithoutDataFieldProps) {
  return (
    <ChoiceField
      label="An alarm without data"
      field="on_alarm.on_insufficient_data"
      description="If what it listens to is no longer reported."
      {...props}
    />
  );
}
