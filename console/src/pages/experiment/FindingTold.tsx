import StatusIndicator, {
  type StatusIndicatorProps,
} from "@cloudscape-design/components/status-indicator";
import type { Finding } from "../../api/types.js";
import { words } from "./resultWords.js";

const INDICATORS: Record<Finding, StatusIndicatorProps.Type> = {
  better: "success",
  safe: "success",
  worse: "error",
  harmed: "error",
  not_worthwhile: "stopped",
  undecided: "pending",
  undefined: "info",
};

/** Where an interval lies, in a word. */
export function FindingTold({ finding }: { finding: Finding }) {
  return (
    <StatusIndicator type={INDICATORS[finding]} wrapText={false}>
      {words(finding)}
    </StatusIndicator>
  );
}
