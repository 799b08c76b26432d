import StatusIndicator, {
  type StatusIndicatorProps,
} from "@cloudscape-design/components/status-indicator";
import type { AlarmState } from "../api/types.js";

const SHOWN: Record<AlarmState, readonly [StatusIndicatorProps.Type, string]> = {
  OK: ["success", "OK"],
  ALARM: ["error", "On"],
  INSUFFICIENT_DATA: ["pending", "No data"],
};
const NOT_KNOWN = ["warning", "Not there, or not known"] as const;

/** How an alarm of CloudWatch stands; null where nobody knows. */
export function StateOfAlarm({ of: state }: { of: AlarmState | null }) {
  const [type, word] = state === null ? NOT_KNOWN : SHOWN[state];
  return <StatusIndicator type={type}>{word}</StatusIndicator>;
}
