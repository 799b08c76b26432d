import Autosuggest from "@cloudscape-design/components/autosuggest";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Toggle from "@cloudscape-design/components/toggle";
import { useState } from "react";
import type { Json } from "../../api/types.js";
import { ScalarControl } from "../conditions/ScalarControl.js";
import { useAttributeOptions } from "../conditions/suggestions.js";
import { Group } from "../fields/Group.js";
import { JsonField } from "../fields/JsonField.js";
import { contextOf, isContext, type Known, knownOf } from "./contexts.js";
import "../editors.css";

interface ContextFieldsProps {
  known: readonly Known[];
  onChange: (known: Known[]) => void;
}

const WHAT = "What the application says of the unit beside its key, as conditions ask for it.";
const NOTHING: Known = { attribute: "", value: "" };

/** What else is known of a unit: attributes and their values, or all of it as JSON. */
export function ContextFields({ known, onChange }: ContextFieldsProps) {
  const [isJson, setIsJson] = useState(() => known.some(({ value }) => isNested(value)));
  return (
    <SpaceBetween size="xs">
      <Group label="Attributes" description={WHAT}>
        {isJson ? (
          <AsJson known={known} onChange={onChange} />
        ) : (
          <Rows known={known} onChange={onChange} />
        )}
      </Group>
      <Toggle
        checked={isJson}
        disabled={isJson && known.some(({ value }) => isNested(value))}
        onChange={({ detail }) => setIsJson(detail.checked)}
      >
        Write them as JSON
      </Toggle>
    </SpaceBetween>
  );
}

function Rows({ known, onChange }: ContextFieldsProps) {
  const [added, setAdded] = useState(-1);
  const change = (at: number, part: Partial<Known>) =>
    onChange(known.map((one, place) => (place === at ? { ...one, ...part } : one)));
  const add = () => {
    setAdded(known.length);
    onChange([...known, NOTHING]);
  };
  return (
    <SpaceBetween size="xs">
      {known.length === 0 && <Box color="text-body-secondary">None: only its key is known.</Box>}
      {known.map((one, at) => (
        <Row
          key={at}
          name={`Attribute ${at + 1}`}
          known={one}
          isNew={at === added}
          change={(part) => change(at, part)}
          remove={() => onChange(known.filter((_, place) => place !== at))}
        />
      ))}
      <Button formAction="none" iconName="add-plus" onClick={add}>
        Add attribute
      </Button>
    </SpaceBetween>
  );
}

interface RowProps {
  name: string;
  known: Known;
  isNew: boolean;
  change: (part: Partial<Known>) => void;
  remove: () => void;
}

function Row({ name, known: { attribute, value }, isNew, change, remove }: RowProps) {
  return (
    <div className="in-a-row" role="group" aria-label={name}>
      <Autosuggest
        value={attribute}
        options={useAttributeOptions()}
        autoFocus={isNew}
        ariaLabel={`${name}: its name`}
        placeholder="Attribute, as country"
        enteredTextLabel={(text) => `Use ${text}`}
        onChange={({ detail }) => change({ attribute: detail.value })}
      />
      <div className="wide">
        <ScalarControl
          input="scalar"
          value={value}
          label={`${name}: its value`}
          onChange={(written) => change({ value: written })}
        />
      </div>
      <div className="buttons">
        <Button
          formAction="none"
          iconName="remove"
          variant="icon"
          ariaLabel={`Remove ${name.toLowerCase()}`}
          onClick={remove}
        />
      </div>
    </div>
  );
}

function AsJson({ known, onChange }: ContextFieldsProps) {
  const [isWrong, setIsWrong] = useState(false);
  const read = (value: Json | undefined) => {
    setIsWrong(value !== undefined && !isContext(value));
    if (value === undefined || isContext(value)) onChange(knownOf(value ?? {}));
  };
  const wanted = 'Write an object, such as {"country": "DE"}.';
  return (
    <JsonField
      label="Attributes as JSON"
      value={contextOf(known)}
      problem={isWrong ? wanted : undefined}
      rows={6}
      onChange={read}
    />
  );
}

function isNested(value: Json | undefined): boolean {
  return typeof value === "object" && value !== null;
}
