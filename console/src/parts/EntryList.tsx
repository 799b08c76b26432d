import Autosuggest from "@cloudscape-design/components/autosuggest";
import Button from "@cloudscape-design/components/button";
import TokenGroup from "@cloudscape-design/components/token-group";
import { type ClipboardEvent, useState } from "react";
import { isSeveral, withEntries, withEntry } from "./entries.js";
import "./editors.css";

interface EntryListProps {
  values: readonly string[];
  onChange: (values: string[]) => void;
  /** What the list is of, said where no label is shown: `Tags`. */
  label: string;
  placeholder?: string;
  suggestions?: readonly string[];
}

const MOST_SHOWN = 20;

/** A list of texts: each added with Enter or the button, several at once by pasting them. What was
 * typed and not added is added when one goes on. */
export function EntryList(props: EntryListProps) {
  const { values, onChange, label, placeholder, suggestions = [] } = props;
  const [text, setText] = useState("");
  const add = (typed: string) => {
    setText("");
    if (typed.trim() !== "") onChange(withEntry(values, typed));
  };
  const paste = (event: ClipboardEvent) => {
    const pasted = event.clipboardData.getData("text");
    if (!isSeveral(pasted)) return;
    event.preventDefault();
    onChange(withEntries(values, pasted));
  };
  const open = suggestions.filter((one) => !values.includes(one)).map((value) => ({ value }));
  return (
    <div className="entries" onPaste={paste}>
      <div className="entries-new">
        <Autosuggest
          value={text}
          options={open}
          ariaLabel={label}
          enteredTextLabel={(value) => `Add ${value}`}
          {...(placeholder !== undefined && { placeholder })}
          onChange={({ detail }) => setText(detail.value)}
          onSelect={({ detail }) => add(detail.value)}
          onBlur={() => add(text)}
        />
        <Button formAction="none" ariaLabel={`Add to ${label}`} onClick={() => add(text)}>
          Add
        </Button>
      </div>
      <TokenGroup
        items={values.map((value) => ({ label: value, dismissLabel: `Remove ${value}` }))}
        limit={MOST_SHOWN}
        limitShowFewerAriaLabel={`Show fewer of ${label}`}
        limitShowMoreAriaLabel={`Show more of ${label}`}
        onDismiss={({ detail }) => onChange(values.filter((_, at) => at !== detail.itemIndex))}
      />
    </div>
  );
}
