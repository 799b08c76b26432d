import Autosuggest from "@cloudscape-design/components/autosuggest";
import SpaceBetween from "@cloudscape-design/components/space-between";
import TokenGroup from "@cloudscape-design/components/token-group";
import { useRef, useState } from "react";
import { Field, type FieldProps } from "./Field.js";
import { useProblemsIn } from "./FieldProblems.js";
import { sentenceOf } from "./problems.js";

interface TagFieldProps extends FieldProps {
  value: readonly string[];
  onChange: (value: string[]) => void;
  suggestions?: readonly string[];
  /** `Add a tag`, in the empty field. */
  placeholder: string;
}

const HOW = "Enter or a comma adds it.";

/** Several short texts: tags, keys, names. */
export function TagField(props: TagFieldProps) {
  const { value, onChange, suggestions = [], placeholder, ...field } = props;
  const [typed, setTyped] = useState("");
  const wasChosen = useRef(false);
  const add = (text: string) => {
    const parts = text.split(",").map((part) => part.trim());
    const all = new Set([...value, ...parts.filter(Boolean)]);
    setTyped("");
    if (all.size > value.length) onChange([...all]);
  };
  const within = useProblemsIn(field.field ?? "-").map(({ detail }) => sentenceOf(detail))[0];
  const left = suggestions.filter((suggestion) => !value.includes(suggestion));
  return (
    <Field constraint={HOW} {...field} problem={field.problem ?? within}>
      <SpaceBetween size="xs">
        <Autosuggest
          value={typed}
          options={left.map((suggestion) => ({ value: suggestion }))}
          placeholder={placeholder}
          enteredTextLabel={(text) => `Add “${text}”`}
          onChange={({ detail }) => {
            wasChosen.current = false;
            if (detail.value.includes(",")) add(detail.value);
            else setTyped(detail.value);
          }}
          onSelect={({ detail }) => {
            wasChosen.current = true;
            add(detail.value);
          }}
          // Enter tells of itself also where it chose a suggestion, which is added already.
          onKeyDown={({ detail }) => detail.key === "Enter" && !wasChosen.current && add(typed)}
          onBlur={() => add(typed)}
        />
        {value.length > 0 && (
          <TokenGroup
            disableOuterPadding
            items={value.map((label) => ({ label, dismissLabel: `Remove ${label}` }))}
            onDismiss={({ detail }) => onChange(value.filter((_, at) => at !== detail.itemIndex))}
          />
        )}
      </SpaceBetween>
    </Field>
  );
}
