import type { ExposeOn } from "../../api/types.js";
import { CheckField } from "./CheckField.js";

const FETCHING = "For clients that never say when they show a flag. Effects look smaller then.";

interface ExposeOnFieldProps {
  value: ExposeOn;
  onChange: (value: ExposeOn) => void;
}

/** What makes a unit exposed, so that it is compared. */
export function ExposeOnField({ value, onChange }: ExposeOnFieldProps) {
  return (
    <CheckField
      label="Fetching all flags at once exposes too"
      description={FETCHING}
      value={value === "fetch"}
      onChange={(isFetch) => onChange(isFetch ? "fetch" : "evaluation")}
    />
  );
}
