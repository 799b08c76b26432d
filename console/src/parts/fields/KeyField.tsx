import { keyProblem } from "./keys.js";
import { TextField, type TextFieldProps } from "./TextField.js";

const FOREVER = "What applications and the API call it. It cannot be changed later.";

/** A key that is not given yet. Let it follow the name with `renamed`. */
export function KeyField({ value, problem, ...props }: Omit<TextFieldProps, "rows" | "longest">) {
  const wrong = keyProblem(value) || problem;
  return (
    <TextField description={FOREVER} field="key" {...props} value={value} problem={wrong} />
  );
}
