import Input from "@cloudscape-design/components/input";
import Select from "@cloudscape-design/components/select";
import { useState } from "react";
import { DURATION_UNITS, type DurationUnit, partsOf } from "./durations.js";
import { Field, type FieldProps } from "./Field.js";

interface DurationFieldProps extends FieldProps {
  /** As `14d`. */
  value: string | null;
  /** Null where no number is written. */
  onChange: (value: string | null) => void;
  placeholder?: string;
}

/** A length of time: a whole number, and of what. */
export function DurationField({ value, onChange, placeholder = "", ...field }: DurationFieldProps) {
  const [chosen, choose] = useState<DurationUnit>("d");
  const { count, unit } = partsOf(value, chosen);
  const change = (nowCount: string, nowUnit: DurationUnit) => {
    choose(nowUnit);
    onChange(nowCount.trim() === "" ? null : `${nowCount.trim()}${nowUnit}`);
  };
  const isWrong = count !== "" && !/^\d{1,6}$/.test(count);
  const option = DURATION_UNITS.find((each) => each.value === unit) ?? null;
  return (
    <Field {...field} problem={isWrong ? "Write a whole number." : field.problem}>
      <div className="duration-field">
        <Input
          value={count}
          inputMode="numeric"
          autoComplete={false}
          placeholder={placeholder}
          ariaLabel={`${field.label}: how many`}
          onChange={({ detail }) => change(detail.value, unit)}
        />
        <Select
          options={DURATION_UNITS}
          selectedOption={option}
          ariaLabel={`${field.label}: of what`}
          onChange={({ detail }) =>
            change(count, (detail.selectedOption.value ?? unit) as DurationUnit)
          }
        />
      </div>
    </Field>
  );
}
