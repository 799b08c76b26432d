import Button, { type ButtonProps } from "@cloudscape-design/components/button";
import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useRef, useState } from "react";
import type { Flag, Json, ValueKind, Variant } from "../../api/types.js";
import { ChoiceField } from "../../parts/fields/ChoiceField.js";
import { Inside, ProblemsHere } from "../../parts/fields/FieldProblems.js";
import { JsonField } from "../../parts/fields/JsonField.js";
import { NumberField } from "../../parts/fields/NumberField.js";
import { TextField } from "../../parts/fields/TextField.js";
import { freeVariantKey, newVariant, usesOfVariant, withVariantRenamed } from "./editing.js";
import "../../parts/editors.css";

interface VariantsEditorProps {
  flag: Flag;
  change: (edit: (flag: Flag) => Flag) => void;
}

const KEY = /^[A-Za-z0-9._~-]{1,64}$/;

/** The variants of a flag: their keys, values and what they are called. */
export function VariantsEditor({ flag, change }: VariantsEditorProps) {
  const [added, setAdded] = useState("");
  const adding = useRef<ButtonProps.Ref>(null);
  const variants = Object.entries(flag.variants ?? {});
  const put = (key: string, variant: Variant) =>
    change((now) => ({ ...now, variants: { ...now.variants, [key]: variant } }));
  const add = () => {
    const key = freeVariantKey(flag);
    setAdded(key);
    put(key, newVariant(flag.kind));
  };
  const remove = (key: string) => {
    change((now) => {
      const { [key]: _, ...others } = now.variants ?? {};
      return { ...now, variants: others };
    });
    adding.current?.focus();
  };
  return (
    <SpaceBetween size="l">
      <ProblemsHere field="variants" />
      {variants.map(([key, variant]) => (
        <Inside key={key} field={`variants.${key}`}>
          <VariantEditor
            variantKey={key}
            variant={variant}
            kind={flag.kind}
            isNew={key === added}
            taken={variants.map(([other]) => other).filter((other) => other !== key)}
            uses={usesOfVariant(flag, key)}
            put={(changed) => put(key, changed)}
            rename={(to) => change((now) => withVariantRenamed(now, key, to))}
            remove={() => remove(key)}
          />
        </Inside>
      ))}
      <Button ref={adding} iconName="add-plus" onClick={add}>
        Add variant
      </Button>
    </SpaceBetween>
  );
}

interface VariantEditorProps {
  variantKey: string;
  variant: Variant;
  kind: ValueKind;
  isNew: boolean;
  taken: readonly string[];
  /** Where it is named: there it would be missing. */
  uses: readonly string[];
  put: (variant: Variant) => void;
  rename: (key: string) => void;
  remove: () => void;
}

function VariantEditor(props: VariantEditorProps) {
  const { variantKey, variant, kind, uses, put, remove } = props;
  const isUsed = uses.length > 0;
  return (
    <div className="nested" role="group" aria-label={`Variant ${variantKey}`}>
      <div className="in-a-row">
        <KeyEditor key={variantKey} {...props} />
        <ValueField kind={kind} variant={variant} put={put} />
      </div>
      <div className="in-a-row">
        <TextField
          label="Name"
          field="name"
          isOptional
          value={variant.name ?? ""}
          onChange={(name) => put({ ...variant, name })}
        />
        <TextField
          label="Description"
          field="description"
          isOptional
          value={variant.description ?? ""}
          onChange={(description) => put({ ...variant, description })}
        />
      </div>
      <span>
        <Button
          ariaLabel={`Remove variant ${variantKey}`}
          disabled={isUsed}
          {...(isUsed && { disabledReason: `It is still given by ${uses.join("; ")}.` })}
          onClick={remove}
        >
          Remove
        </Button>
      </span>
    </div>
  );
}

/** The key is changed everywhere once it is written: half of one would be another key. */
function KeyEditor({ variantKey, isNew, taken, rename }: VariantEditorProps) {
  const [text, setText] = useState(variantKey);
  const problem = problemOfKey(text, taken);
  return (
    <FormField label="Key" errorText={problem} stretch>
      <Input
        value={text}
        autoFocus={isNew}
        onChange={({ detail }) => setText(detail.value)}
        onBlur={() => {
          if (problem) setText(variantKey);
          else if (text !== variantKey) rename(text);
        }}
      />
    </FormField>
  );
}

function problemOfKey(key: string, taken: readonly string[]): string {
  if (taken.includes(key)) return "Another variant has this key.";
  return KEY.test(key) ? "" : "Write 1 to 64 letters, digits or any of . _ ~ -";
}

interface ValueFieldProps {
  kind: ValueKind;
  variant: Variant;
  put: (variant: Variant) => void;
}

const BOOLEANS = [
  { value: "true", label: "true" },
  { value: "false", label: "false" },
] as const;

/** The value, edited as what the flag's values are. */
function ValueField({ kind, variant, put }: ValueFieldProps) {
  const value = variant.value as Json | undefined;
  const shared = { label: "Value", field: "value" };
  // Without a value it is not sent: it says so itself, and the field does.
  const set = (changed: Json | undefined) => put({ ...variant, value: changed as Json });
  if (kind === "boolean") {
    const chosen = value === true ? "true" : value === false ? "false" : null;
    return (
      <ChoiceField
        {...shared}
        value={chosen}
        choices={BOOLEANS}
        onChange={(word) => set(word === "true")}
      />
    );
  }
  if (kind === "number") {
    const number = typeof value === "number" ? value : null;
    return <NumberField {...shared} value={number} onChange={set} />;
  }
  if (kind === "string") {
    return <TextField {...shared} value={typeof value === "string" ? value : ""} onChange={set} />;
  }
  return <JsonField {...shared} value={value} onChange={set} />;
}
