import Input from "@cloudscape-design/components/input";
import Textarea from "@cloudscape-design/components/textarea";
import { Field, type FieldProps } from "./Field.js";

export interface TextFieldProps extends FieldProps {
  value: string;
  onChange: (value: string) => void;
  /** More than one: a text of several lines. */
  rows?: number;
  placeholder?: string;
  /** The longest text that the API keeps. */
  longest?: number;
  autoFocus?: boolean;
  isReadOnly?: boolean;
  /** The keyboard goes elsewhere. */
  onLeave?: () => void;
}

/** A text, on one line or several. */
export function TextField({ value, onChange, rows = 1, ...props }: TextFieldProps) {
  const { longest, placeholder = "", autoFocus = false, isReadOnly = false, ...rest } = props;
  const { onLeave, ...field } = rest;
  const native = longest === undefined ? {} : { maxLength: longest };
  const shared = {
    value,
    placeholder,
    autoFocus,
    readOnly: isReadOnly,
    onChange: ({ detail }: { detail: { value: string } }) => onChange(detail.value),
    onBlur: () => onLeave?.(),
  };
  return (
    <Field {...field}>
      {rows > 1 ? (
        <Textarea {...shared} rows={rows} nativeTextareaAttributes={native} />
      ) : (
        <Input {...shared} autoComplete={false} nativeInputAttributes={native} />
      )}
    </Field>
  );
}
