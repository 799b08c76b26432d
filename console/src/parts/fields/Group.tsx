import Box from "@cloudscape-design/components/box";
import { type ReactNode, useId } from "react";

interface GroupProps {
  label: string;
  /** What they are for. */
  description?: ReactNode;
  children: ReactNode;
}

/** Several controls under one title, each with a name of its own: in a `Field` all of them would
 * have the field's. */
export function Group({ label, description, children }: GroupProps) {
  const id = useId();
  return (
    <div role="group" aria-labelledby={id}>
      <Box variant="awsui-key-label">
        <span id={id}>{label}</span>
      </Box>
      {description && (
        <Box variant="small" display="block" padding={{ bottom: "xxs" }}>
          {description}
        </Box>
      )}
      {children}
    </div>
  );
}
