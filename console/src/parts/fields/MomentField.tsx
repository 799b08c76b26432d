import DatePicker from "@cloudscape-design/components/date-picker";
import TimeInput from "@cloudscape-design/components/time-input";
import { useState } from "react";
import { Field, type FieldProps } from "./Field.js";
import { dayAndTimeOf, momentOf } from "./moment.js";

interface MomentFieldProps extends FieldProps {
  /** RFC 3339; null for none. */
  value: string | null;
  onChange: (value: string | null) => void;
}

const HERE = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** A moment, in the time of who looks. Without a time of day it is the beginning of the day. */
export function MomentField({ value, onChange, ...field }: MomentFieldProps) {
  const [typed, setTyped] = useState(() => dayAndTimeOf(value));
  const { day, time } = momentOf(typed) === value ? typed : dayAndTimeOf(value);
  const change = (now: { day: string; time: string }) => {
    setTyped(now);
    onChange(momentOf(now));
  };
  return (
    <Field constraint={`In the time of ${HERE}.`} {...field}>
      <div className="moment-field">
        <DatePicker
          value={day}
          format="iso"
          placeholder="YYYY-MM-DD"
          ariaLabel={`${field.label}: day`}
          i18nStrings={{ openCalendarAriaLabel: () => `${field.label}: choose a day` }}
          onChange={({ detail }) => change({ day: detail.value, time })}
        />
        <TimeInput
          value={time}
          format="hh:mm"
          placeholder="hh:mm"
          ariaLabel={`${field.label}: time of day`}
          onChange={({ detail }) => change({ day, time: detail.value })}
        />
      </div>
    </Field>
  );
}
