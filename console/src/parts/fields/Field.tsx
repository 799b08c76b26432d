import FormField from "@cloudscape-design/components/form-field";
import type { ReactNode } from "react";
import { useProblemAt } from "./FieldProblems.js";

/** What every field takes. */
export interface FieldProps {
  label: string;
  /** Its place in the document, by which a problem finds it. */
  field?: string | undefined;
  /** What it is for, below its label. */
  description?: ReactNode;
  /** What can be written, below it. */
  constraint?: ReactNode;
  isOptional?: boolean | undefined;
  /** What is wrong with it already, before the API was asked. */
  problem?: string | undefined;
  /** What is no mistake but worth a second look. */
  warning?: string | undefined;
}

/** A labelled control, with what was found wrong with it. */
export function Field({ children, ...props }: FieldProps & { children: ReactNode }) {
  const { label, description, constraint, isOptional = false, problem, warning } = props;
  const found = useProblemAt(props.field);
  return (
    <FormField
      label={isOptional ? <OptionalLabel label={label} /> : label}
      description={description}
      constraintText={constraint}
      errorText={problem || found}
      warningText={warning}
      stretch
    >
      {children}
    </FormField>
  );
}

function OptionalLabel({ label }: { label: string }) {
  return (
    <>
      {label} <i>– optional</i>
    </>
  );
}
