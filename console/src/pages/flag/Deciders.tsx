import Alert from "@cloudscape-design/components/alert";
import Link from "@cloudscape-design/components/link";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useExperiments } from "../../api/experiments.js";
import { useRollouts } from "../../api/rollouts.js";
import { href } from "../../app/sections.js";

const LIVE_ROLLOUTS: readonly string[] = ["ramping", "holding", "paused"];
const SERVED_EXPERIMENTS: readonly string[] = ["running", "paused"];

interface DecidersProps {
  flagKey: string;
  environment: string;
}

/** What decides for some units in the place of what the flag itself says, and holds parts of it
 * fast meanwhile: its open rollout, and experiments. */
export function Deciders({ flagKey, environment }: DecidersProps) {
  const rollouts = useRollouts({ flag: flagKey, environment }).items;
  const experiments = useExperiments({ environment }).items;
  const live = rollouts.filter(({ summary }) => LIVE_ROLLOUTS.includes(summary.status));
  const served = experiments.filter(
    ({ summary }) =>
      SERVED_EXPERIMENTS.includes(summary.status) && summary.flags.includes(flagKey),
  );
  if (live.length + served.length === 0) return null;
  return (
    <Alert type="info" header="Something else decides here too">
      <SpaceBetween size="xxs">
        {served.map(({ key, summary }) => (
          <span key={key}>
            The experiment <Link href={href(`/experiments/${key}`)}>{key}</Link> is {summary.status}
            : it decides for its units before any rule, and holds the variants fast.
          </span>
        ))}
        {live.map(({ key, summary }) => (
          <span key={key}>
            The rollout <Link href={href(`/rollouts/${key}`)}>{key}</Link> is {summary.status}: its
            share stands in the place of the one below, and of the default variant.
          </span>
        ))}
      </SpaceBetween>
    </Alert>
  );
}
