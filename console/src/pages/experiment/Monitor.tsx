import Alert from "@cloudscape-design/components/alert";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useSums } from "../../api/experiments.js";
import { useResults } from "../../api/results.js";
import type { Experiment, Results, Run, Stored, Sums } from "../../api/types.js";
import { Empty } from "../../parts/Empty.js";
import { Loaded } from "../../parts/Loaded.js";
import { BlockedChecks } from "./Checks.js";
import { ExposureProgress } from "./ExposureProgress.js";
import { GuardrailReadings } from "./GuardrailReadings.js";
import { RunChoice } from "./RunChoice.js";
import { SampleRatio } from "./SampleRatio.js";
import { countedInAll, isLive } from "./standing.js";
import type { TabProps } from "./tabProps.js";

/** How a run comes along: units against the plan, shares of the variants, guardrails. */
export function Monitor({ stored, run }: TabProps) {
  if (!run) return null;
  return <OfRun stored={stored} run={run} />;
}

function OfRun({ stored, run }: { stored: Stored<Experiment>; run: Run }) {
  const isOn = isLive(stored.document.status ?? "draft") && !run.ended_at;
  const sums = useSums(stored.key, run.number, isOn);
  const results = useResults(stored.key, run.number);
  return (
    <Loaded query={sums}>
      {(found) => (
        <Loaded query={results}>
          {(look) => (
            <SpaceBetween size="l">
              <RunChoice experiment={stored.document} run={run} />
              {look && <BlockedChecks look={look} />}
              <Inexact sums={found} />
              <Numbers stored={stored} run={run} sums={found} look={look} />
            </SpaceBetween>
          )}
        </Loaded>
      )}
    </Loaded>
  );
}

interface NumbersProps {
  stored: Stored<Experiment>;
  run: Run;
  sums: Sums;
  look: Results | null;
}

function Numbers({ stored, run, sums, look }: NumbersProps) {
  if (countedInAll(sums) === 0) {
    return (
      <Empty title="Nobody was exposed yet">
        A unit is exposed when an application asks for a flag of this experiment and its answer is
        decided by it. Sums follow within seconds; this page renews itself.
      </Empty>
    );
  }
  return (
    <SpaceBetween size="l">
      <ExposureProgress run={run} sums={sums} />
      <SampleRatio run={run} sums={sums} look={look} />
      <GuardrailReadings stored={stored} run={run} look={look} />
    </SpaceBetween>
  );
}

function Inexact({ sums }: { sums: Sums }) {
  if (sums.exact) return null;
  return (
    <Alert type="warning" header="The sums may be wrong">
      {sums.inexact.join("; ")}. Ask whoever runs Burgee for a recount.
    </Alert>
  );
}
