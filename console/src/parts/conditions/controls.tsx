/** What each kind of value is edited with. */

import Autosuggest from "@cloudscape-design/components/autosuggest";
import Input from "@cloudscape-design/components/input";
import Multiselect from "@cloudscape-design/components/multiselect";
import Select from "@cloudscape-design/components/select";
import TimeInput from "@cloudscape-design/components/time-input";
import type { ComponentType } from "react";
import { useNames } from "../../api/names.js";
import { useSegmentKeys } from "../../api/segments.js";
import type { Json } from "../../api/types.js";
import { EntryList } from "../EntryList.js";
import { NumberInput } from "../NumberInput.js";
import { CHOICES, HEMISPHERES, type InputName } from "./inputs.js";
import { ScalarControl, ScalarsControl } from "./ScalarControl.js";

export interface ControlProps {
  input: InputName;
  value: Json | undefined;
  onChange: (value: Json | undefined) => void;
  label: string;
}

export const CONTROLS: Record<InputName, ComponentType<ControlProps>> = {
  nothing: () => null,
  scalar: ScalarControl,
  scalars: ScalarsControl,
  text: TextControl,
  pattern: TextControl,
  number: NumberControl,
  version: TextControl,
  networks: TextsControl,
  moment: TextControl,
  segment: SegmentControl,
  latitude: NumberControl,
  longitude: NumberControl,
  zone: ZoneControl,
  time: TimeControl,
  action: ActionControl,
  duration: TextControl,
  dates: TextsControl,
  days: ChoicesControl,
  months: ChoicesControl,
  seasons: ChoicesControl,
  levels: ChoicesControl,
  hemisphere: HemisphereControl,
};

const PLACEHOLDERS: Partial<Record<InputName, string>> = {
  pattern: "^[a-z]+@example\\.com$",
  version: "2.14.0",
  networks: "10.0.0.0/8",
  moment: "2026-11-21",
  duration: "30d",
  dates: "12-25",
};
const ZONES = ["UTC", ...Intl.supportedValuesOf("timeZone")].map((value) => ({ value }));

function TextControl({ input, value, onChange, label }: ControlProps) {
  return (
    <Input
      value={textOf(value)}
      ariaLabel={label}
      placeholder={PLACEHOLDERS[input] ?? "Text"}
      onChange={({ detail }) => onChange(detail.value)}
    />
  );
}

function NumberControl({ value, onChange, label }: ControlProps) {
  const number = typeof value === "number" ? value : null;
  return <NumberInput value={number} onChange={onChange} label={label} placeholder="Number" />;
}

/** A single text stands for a list of one. */
function TextsControl({ input, value, onChange, label }: ControlProps) {
  const values = Array.isArray(value) ? value.map(String) : value ? [String(value)] : [];
  const placeholder = PLACEHOLDERS[input] ?? "";
  return <EntryList {...{ values, onChange, label, placeholder }} />;
}

function SegmentControl({ value, onChange, label }: ControlProps) {
  const keys = useSegmentKeys();
  return (
    <Autosuggest
      value={textOf(value)}
      options={keys.map((key) => ({ value: key }))}
      ariaLabel={label}
      placeholder="Key of a segment"
      empty="There is no segment yet."
      enteredTextLabel={(key) => `Use ${key}`}
      onChange={({ detail }) => onChange(detail.value)}
    />
  );
}

function ActionControl({ value, onChange, label }: ControlProps) {
  const names = useNames().event_names;
  return (
    <Autosuggest
      value={textOf(value)}
      options={names.map((name) => ({ value: name }))}
      ariaLabel={label}
      placeholder="purchase"
      enteredTextLabel={(name) => `Use ${name}`}
      onChange={({ detail }) => onChange(detail.value)}
    />
  );
}

function ZoneControl({ value, onChange, label }: ControlProps) {
  return (
    <Autosuggest
      value={textOf(value)}
      options={ZONES}
      virtualScroll
      ariaLabel={label}
      placeholder="UTC"
      enteredTextLabel={(zone) => `Use ${zone}`}
      onChange={({ detail }) => onChange(detail.value)}
    />
  );
}

function TimeControl({ value, onChange, label }: ControlProps) {
  const time = textOf(value);
  return (
    <TimeInput
      value={time}
      format={time.length > "hh:mm".length ? "hh:mm:ss" : "hh:mm"}
      placeholder="hh:mm"
      ariaLabel={label}
      onChange={({ detail }) => onChange(detail.value)}
    />
  );
}

function ChoicesControl({ input, value, onChange, label }: ControlProps) {
  const names: readonly string[] = CHOICES[input as keyof typeof CHOICES];
  const chosen = Array.isArray(value) ? value : [];
  return (
    <Multiselect
      selectedOptions={chosen.map((name) => ({ value: String(name), label: String(name) }))}
      options={names.map((name) => ({ value: name, label: name }))}
      ariaLabel={label}
      placeholder={`Choose ${input}`}
      keepOpen
      deselectAriaLabel={(option) => `Remove ${option.value}`}
      onChange={({ detail }) => {
        const picked = detail.selectedOptions.map((option) => option.value);
        onChange(names.filter((name) => picked.includes(name)));
      }}
    />
  );
}

function HemisphereControl({ value, onChange, label }: ControlProps) {
  return (
    <Select
      selectedOption={value ? { value: textOf(value) } : null}
      options={HEMISPHERES.map((name) => ({ value: name }))}
      ariaLabel={label}
      onChange={({ detail }) => onChange(detail.selectedOption.value)}
    />
  );
}

function textOf(value: Json | undefined): string {
  return value == null ? "" : String(value);
}
