import Box from "@cloudscape-design/components/box";
import type { ReactNode } from "react";
import { useOverview } from "../api/overview.js";
import type { OpenRollout, Overview, RunningExperiment } from "../api/types.js";
import { Loaded } from "../parts/Loaded.js";

/** What an emergency stop of an environment would end, one by one. It can be made before this is
 * known. */
export function StopPreview({ environment }: { environment: string }) {
  return <Loaded query={useOverview(environment)}>{(found) => <Ends found={found} />}</Loaded>;
}

function Ends({ found: { environment, experiments, rollouts } }: { found: Overview }) {
  const deciding = experiments.filter(({ halted }) => !halted);
  if (deciding.length + rollouts.length === 0) {
    return (
      <Box>
        Nothing decides by chance in {environment} now. The stop keeps rollouts and experiments from
        being started until it is lifted.
      </Box>
    );
  }
  return (
    <dl className="differences" aria-label="What ends">
      {rollouts.map((rollout) => (
        <Ended key={`rollout/${rollout.key}`} name={`Rollout ${rollout.key}`}>
          <del>{standsAt(rollout)}</del>
          <ins>nobody gets it from here</ins>
        </Ended>
      ))}
      {deciding.map((experiment) => (
        <Ended key={`experiment/${experiment.key}`} name={`Experiment ${experiment.key}`}>
          <del>{runsFor(experiment)}</del>
          <ins>everybody sees the control</ins>
        </Ended>
      ))}
    </dl>
  );
}

function Ended({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function standsAt({ variant, flag, percentage }: OpenRollout): string {
  return `${percentage} % get “${variant}” of ${flag}`;
}

function runsFor({ status, units }: RunningExperiment): string {
  return `${status}, with ${units.toLocaleString("en")} units`;
}
