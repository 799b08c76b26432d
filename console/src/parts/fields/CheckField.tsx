import Checkbox from "@cloudscape-design/components/checkbox";
import type { FieldProps } from "./Field.js";

interface CheckFieldProps extends Pick<FieldProps, "label" | "description"> {
  value: boolean;
  onChange: (value: boolean) => void;
}

/** Yes or no. */
export function CheckField({ label, description, value, onChange }: CheckFieldProps) {
  return (
    <Checkbox
      checked={value}
      description={description}
      onChange={({ detail }) => onChange(detail.checked)}
    >
      {label}
    </Checkbox>
  );
}
