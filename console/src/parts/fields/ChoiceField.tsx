import Select from "@cloudscape-design/components/select";
import type { Choice } from "./choices.js";
import { Field, type FieldProps } from "./Field.js";

interface ChoiceFieldProps<Value extends string> extends FieldProps {
  value: Value | null;
  onChange: (value: Value) => void;
  choices: readonly Choice<Value>[];
  placeholder?: string;
  /** What is said where there is nothing to choose. */
  empty?: string;
}

/** One of a few, each explained where it is chosen. */
export function ChoiceField<Value extends string>({
  value,
  onChange,
  choices,
  placeholder = "Choose one",
  empty = "There is nothing to choose.",
  ...field
}: ChoiceFieldProps<Value>) {
  const chosen = choices.find((choice) => choice.value === value);
  const change = (now: string | undefined) => {
    const choice = choices.find((each) => each.value === now);
    if (choice) onChange(choice.value);
  };
  return (
    <Field {...field}>
      <Select
        options={choices}
        selectedOption={chosen ?? null}
        placeholder={placeholder}
        empty={empty}
        {...(choices.length > MANY && { filteringType: "auto" as const })}
        onChange={({ detail }) => change(detail.selectedOption.value)}
      />
    </Field>
  );
}

/** From here on one searches rather than reads. */
const MANY = 12;
