import StatusIndicator, {
  type StatusIndicatorProps,
} from "@cloudscape-design/components/status-indicator";
import type { RolloutStatus } from "../../api/types.js";

const SHOWN: Record<RolloutStatus, readonly [StatusIndicatorProps.Type, string]> = {
  pending: ["pending", "Pending"],
  ramping: ["in-progress", "Ramping"],
  holding: ["warning", "Holding"],
  paused: ["stopped", "Paused"],
  completed: ["success", "Completed"],
  rolled_back: ["error", "Rolled back"],
  aborted: ["stopped", "Aborted"],
};

/** Every state with its word, in the order of a rollout's life. */
export const STATUS_WORDS = Object.entries(SHOWN).map(
  ([status, [, word]]) => [status as RolloutStatus, word] as const,
);

/** Where a rollout stands. */
export function Status({ of: status, isArchived }: { of: RolloutStatus; isArchived: boolean }) {
  const [type, word] = SHOWN[status];
  return (
    <StatusIndicator type={type} wrapText={false}>
      {isArchived ? `${word}, archived` : word}
    </StatusIndicator>
  );
}
