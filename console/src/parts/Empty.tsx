import Box from "@cloudscape-design/components/box";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { ReactNode } from "react";

interface EmptyProps {
  title: string;
  /** What the thing is for, and how the first one comes to be. */
  children: ReactNode;
  action?: ReactNode;
}

/** What stands where there is nothing yet: it teaches. */
export function Empty({ title, children, action }: EmptyProps) {
  return (
    <Box textAlign="center" padding={{ vertical: "l" }} color="inherit">
      <SpaceBetween size="s">
        <Box variant="strong">{title}</Box>
        <Box variant="p" color="text-body-secondary">
          {children}
        </Box>
        {action}
      </SpaceBetween>
    </Box>
  );
}
