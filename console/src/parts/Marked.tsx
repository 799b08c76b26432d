import StatusIndicator, {
  type StatusIndicatorProps,
} from "@cloudscape-design/components/status-indicator";
import type { ReactNode } from "react";

interface MarkedProps {
  type: StatusIndicatorProps.Type;
  /** What the sign means, to who does not see it. */
  meaning: string;
  children: ReactNode;
}

/** A sentence with a sign in front of it. It breaks between words and has the colour of texts, as
 * a status indicator's own text does not. */
export function Marked({ type, meaning, children }: MarkedProps) {
  return (
    <div className="marked">
      <StatusIndicator type={type} iconAriaLabel={meaning} />
      <div>{children}</div>
    </div>
  );
}
