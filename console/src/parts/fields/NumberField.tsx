import Input from "@cloudscape-design/components/input";
import { useState } from "react";
import { Field, type FieldProps } from "./Field.js";
import { numberTyped, typedNumber } from "./numbers.js";

interface NumberFieldProps extends FieldProps {
  value: number | null;
  /** Null while nothing is there, or no number. */
  onChange: (value: number | null) => void;
  /** What it counts, behind it: `days`. Say it in the label or description too. */
  unit?: string;
  /** How many of what is typed are 1: 100 lets people type percent of what is a share. */
  scale?: number;
  isWhole?: boolean;
  placeholder?: string;
}

/** A number. What is typed stays as it was typed until the keyboard goes elsewhere. */
export function NumberField({ value, onChange, scale = 1, isWhole, ...props }: NumberFieldProps) {
  const { unit, placeholder = "", problem, ...field } = props;
  const [typed, setTyped] = useState<string | null>(null);
  const text = typed ?? typedNumber(value, scale);
  const meant = numberTyped(text, scale);
  const isWrong = meant === undefined || (isWhole === true && !Number.isInteger(meant ?? 0));
  const wanted = isWhole ? "Write a whole number." : "Write a number, as 0.5.";
  const change = (now: string) => {
    setTyped(now);
    const number = numberTyped(now, scale) ?? null;
    onChange(isWhole && !Number.isInteger(number) ? null : number);
  };
  return (
    <Field {...field} problem={isWrong ? wanted : problem}>
      <Input
        value={text}
        inputMode={isWhole ? "numeric" : "decimal"}
        autoComplete={false}
        placeholder={placeholder}
        suffix={unit}
        onChange={({ detail }) => change(detail.value)}
        onBlur={() => setTyped(null)}
      />
    </Field>
  );
}

/** A share that people read in percent: what is 0.05 is typed as 5. */
export function PercentField(props: Omit<NumberFieldProps, "scale" | "unit" | "isWhole">) {
  return <NumberField {...props} scale={100} unit="%" />;
}
