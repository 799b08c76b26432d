import Textarea from "@cloudscape-design/components/textarea";
import { useState } from "react";
import type { Json } from "../../api/types.js";
import { Field, type FieldProps } from "./Field.js";
import { jsonTyped, typedJson } from "./json.js";

const MOST_ROWS = 16;

interface JsonFieldProps extends FieldProps {
  /** Undefined where there is none. */
  value: Json | undefined;
  /** Undefined while what is written is no JSON. */
  onChange: (value: Json | undefined) => void;
  /** How many lines it has at least; more where more is written. */
  rows?: number;
}

/** A JSON value. What is written stays as it was written. */
export function JsonField({ value, onChange, rows = 4, problem, ...field }: JsonFieldProps) {
  const [typed, setTyped] = useState<string | null>(null);
  const text = typed ?? typedJson(value);
  const read = jsonTyped(text);
  const change = (now: string) => {
    setTyped(now);
    onChange(jsonTyped(now).value);
  };
  return (
    <Field {...field} problem={read.problem || problem}>
      <Textarea
        value={text}
        rows={Math.min(MOST_ROWS, Math.max(rows, text.split("\n").length))}
        spellcheck={false}
        className="code-field"
        onChange={({ detail }) => change(detail.value)}
        onBlur={() => read.problem === "" && setTyped(null)}
      />
    </Field>
  );
}
