import Input from "@cloudscape-design/components/input";
import { useState } from "react";

interface NumberInputProps {
  /** Null while there is none. */
  value: number | null;
  onChange: (value: number | null) => void;
  /** Said where no label is shown. */
  label: string;
  suffix?: string;
  placeholder?: string;
}

/** A number, as it is typed: `1.` stays `1.` until a digit follows. */
export function NumberInput({ value, onChange, label, suffix, placeholder }: NumberInputProps) {
  const [text, setText] = useState("");
  return (
    <Input
      type="number"
      step="any"
      inputMode="decimal"
      ariaLabel={label}
      value={numberIn(text) === value ? text : String(value)}
      {...(suffix !== undefined && { suffix })}
      {...(placeholder !== undefined && { placeholder })}
      onChange={({ detail }) => {
        setText(detail.value);
        onChange(numberIn(detail.value));
      }}
    />
  );
}

function numberIn(text: string): number | null {
  return text.trim() === "" ? null : Number(text);
}
