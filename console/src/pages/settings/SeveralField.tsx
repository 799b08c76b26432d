import Multiselect from "@cloudscape-design/components/multiselect";
import type { Choice } from "../../parts/fields/choices.js";
import { Field, type FieldProps } from "../../parts/fields/Field.js";

interface SeveralFieldProps<Value extends string> extends FieldProps {
  value: readonly Value[];
  onChange: (value: Value[]) => void;
  choices: readonly Choice<Value>[];
  /** What none of them means: `All kinds`. */
  placeholder: string;
}

/** Several of what can be chosen; none stands for all. */
export function SeveralField<Value extends string>(props: SeveralFieldProps<Value>) {
  const { value, onChange, choices, placeholder, ...field } = props;
  return (
    <Field isOptional {...field}>
      <Multiselect
        options={choices}
        selectedOptions={choices.filter((choice) => value.includes(choice.value))}
        placeholder={placeholder}
        filteringType="auto"
        deselectAriaLabel={(option) => `Remove ${option.label}`}
        onChange={({ detail }) => {
          const chosen = new Set(detail.selectedOptions.map((option) => option.value));
          onChange(choices.map((choice) => choice.value).filter((each) => chosen.has(each)));
        }}
      />
    </Field>
  );
}
