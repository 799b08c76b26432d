import Autosuggest from "@cloudscape-design/components/autosuggest";
import { Field, type FieldProps } from "./Field.js";

interface SuggestFieldProps extends FieldProps {
  value: string;
  onChange: (value: string) => void;
  /** What is in use already; anything else can be written too. */
  suggestions: readonly string[];
  placeholder?: string;
}

/** A text for which there are suggestions. */
export function SuggestField({ value, onChange, suggestions, ...props }: SuggestFieldProps) {
  const { placeholder = "", ...field } = props;
  return (
    <Field {...field}>
      <Autosuggest
        value={value}
        options={suggestions.map((suggestion) => ({ value: suggestion }))}
        placeholder={placeholder}
        enteredTextLabel={(text) => `Use “${text}”`}
        empty="Nothing is in use yet: write what you want."
        onChange={({ detail }) => onChange(detail.value)}
      />
    </Field>
  );
}
