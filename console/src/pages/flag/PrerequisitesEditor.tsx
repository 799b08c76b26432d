import Autosuggest from "@cloudscape-design/components/autosuggest";
import Button from "@cloudscape-design/components/button";
import FormField from "@cloudscape-design/components/form-field";
import Multiselect, { type MultiselectProps } from "@cloudscape-design/components/multiselect";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useEffect, useRef, useState } from "react";
import { useFlag, useFlags } from "../../api/flags.js";
import { useProblemsIn } from "../../parts/fields/FieldProblems.js";
import { sentenceIn } from "../../parts/fields/problems.js";
import type { SettingsEditorProps } from "./AnswersEditor.js";

/** Which flags must answer what before this one answers anything but its off variant. */
export function PrerequisitesEditor(props: SettingsEditorProps & { flagKey: string }) {
  const { settings, change, flagKey } = props;
  const asked = settings.prerequisites ?? {};
  const [added, setAdded] = useState("");
  const problems = useProblemsIn("prerequisites");
  const set = (key: string, accepted: string[] | null) => {
    if (accepted !== null) return change({ prerequisites: { ...asked, [key]: accepted } });
    const { [key]: _, ...others } = asked;
    return change({ prerequisites: others });
  };
  const add = (key: string) => {
    setAdded(key);
    set(key, []);
  };
  return (
    <SpaceBetween size="m">
      {Object.entries(asked).map(([key, accepted]) => (
        <Prerequisite
          key={key}
          flagKey={key}
          accepted={accepted}
          isNew={key === added}
          problem={sentenceIn(problems, key)}
          set={(variants) => set(key, variants)}
        />
      ))}
      <AddFlag taken={[flagKey, ...Object.keys(asked)]} add={add} />
    </SpaceBetween>
  );
}

interface PrerequisiteProps {
  flagKey: string;
  accepted: readonly string[];
  isNew: boolean;
  problem: string;
  /** Null takes it away. */
  set: (variants: string[] | null) => void;
}

function Prerequisite({ flagKey, accepted, isNew, problem, set }: PrerequisiteProps) {
  const flag = useFlag(flagKey);
  const known = Object.keys(flag.data?.document.variants ?? {});
  const field = useRef<MultiselectProps.Ref>(null);
  useEffect(() => {
    if (isNew) field.current?.focus();
  }, [isNew]);
  return (
    <FormField
      label={`${flagKey} answers one of`}
      errorText={flag.error ? `There is no flag ${flagKey}. Remove it here.` : problem}
      secondaryControl={
        <Button ariaLabel={`Remove the prerequisite ${flagKey}`} onClick={() => set(null)}>
          Remove
        </Button>
      }
      stretch
    >
      <Multiselect
        ref={field}
        options={known.map((value) => ({ value, label: value }))}
        selectedOptions={accepted.map((value) => ({ value, label: value }))}
        placeholder="Choose variants"
        deselectAriaLabel={({ value }) => `Remove ${value}`}
        onChange={({ detail }) =>
          set(detail.selectedOptions.map(({ value }) => value ?? "").filter(Boolean))
        }
      />
    </FormField>
  );
}

function AddFlag({ taken, add }: { taken: readonly string[]; add: (key: string) => void }) {
  const [text, setText] = useState("");
  const found = useFlags(text === "" ? {} : { query: text }).items;
  const options = found.map(({ key }) => key).filter((key) => !taken.includes(key));
  const choose = (key: string) => {
    setText("");
    add(key);
  };
  return (
    <FormField label="Add a flag" description="Choose one by its key." stretch>
      <Autosuggest
        value={text}
        options={options.map((value) => ({ value }))}
        hideEnteredTextOption
        enteredTextLabel={(key) => key}
        placeholder="Key of a flag"
        empty="There is no other flag like that."
        onChange={({ detail }) => setText(detail.value)}
        onSelect={({ detail }) => options.includes(detail.value) && choose(detail.value)}
      />
    </FormField>
  );
}
