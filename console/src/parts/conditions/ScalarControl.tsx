import Input from "@cloudscape-design/components/input";
import Select from "@cloudscape-design/components/select";
import { useState } from "react";
import type { Json } from "../../api/types.js";
import { EntryList } from "../EntryList.js";
import { NumberInput } from "../NumberInput.js";
import type { ControlProps } from "./controls.js";
import { asType, readAs, SCALAR_TYPES, type ScalarType, scalarType } from "./scalars.js";

const BOOLEANS = ["true", "false"];

/** A text, a number, or true or false: types are never guessed, so one is chosen. */
export function ScalarControl({ value, onChange, label }: ControlProps) {
  const type = scalarType(value);
  return (
    <div className="in-a-row">
      <TypeSelect type={type} label={label} choose={(chosen) => onChange(asType(value, chosen))} />
      <div>
        {type === "text" && (
          <Input
            value={String(value)}
            ariaLabel={label}
            placeholder="Text"
            onChange={({ detail }) => onChange(detail.value)}
          />
        )}
        {type === "number" && (
          <NumberInput
            value={typeof value === "number" ? value : null}
            label={label}
            placeholder="Number"
            onChange={onChange}
          />
        )}
        {type === "true or false" && (
          <Select
            selectedOption={{ value: String(value) }}
            options={BOOLEANS.map((name) => ({ value: name }))}
            ariaLabel={label}
            onChange={({ detail }) => onChange(detail.selectedOption.value === "true")}
          />
        )}
      </div>
    </div>
  );
}

/** A list of them, which may be of several types. */
export function ScalarsControl({ value, onChange, label }: ControlProps) {
  const values = Array.isArray(value) ? value : [];
  const [type, setType] = useState<ScalarType>(values.length > 0 ? scalarType(values[0]) : "text");
  const texts = values.map(String);
  const change = (changed: string[]) =>
    onChange(changed.map((text) => kept(values, text) ?? readAs(text, type) ?? text));
  const retype = (chosen: ScalarType) => {
    setType(chosen);
    onChange(texts.map((text) => readAs(text, chosen)).filter((one) => one !== undefined));
  };
  return (
    <div className="in-a-row">
      <TypeSelect type={type} label={label} choose={retype} />
      <div>
        <EntryList values={texts} onChange={change} label={label} placeholder="One value" />
      </div>
    </div>
  );
}

/** The value that is written so already. */
function kept(values: readonly Json[], text: string): Json | undefined {
  return values.find((one) => String(one) === text);
}

interface TypeSelectProps {
  type: ScalarType;
  label: string;
  choose: (type: ScalarType) => void;
}

function TypeSelect({ type, label, choose }: TypeSelectProps) {
  return (
    <div className="narrow">
      <Select
        selectedOption={{ value: type }}
        options={SCALAR_TYPES.map((value) => ({ value }))}
        ariaLabel={`${label}, its type`}
        onChange={({ detail }) => choose(detail.selectedOption.value as ScalarType)}
      />
    </div>
  );
}
