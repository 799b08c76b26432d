import SpaceBetween from "@cloudscape-design/components/space-between";
import { useResults } from "../../api/results.js";
import type { Experiment, MetricPart, Results, Run, Stored } from "../../api/types.js";
import { Loaded } from "../../parts/Loaded.js";
import { BlockedChecks } from "./Checks.js";
import { Funnel } from "./Funnel.js";
import { HowToRead } from "./HowToRead.js";
import { LookFacts } from "./LookFacts.js";
import { MetricFound } from "./MetricFound.js";
import { NoLookYet } from "./NoLookYet.js";
import { RunChoice } from "./RunChoice.js";
import { SegmentsFound } from "./SegmentsFound.js";
import type { TabProps } from "./tabProps.js";
import { VerdictTold } from "./VerdictTold.js";

const PARTS: readonly MetricPart[] = ["goal", "secondary", "guardrail"];

/** What the newest look at a run found. */
export function ResultsTab({ stored, run }: TabProps) {
  if (!run) return null;
  return <OfRun stored={stored} run={run} />;
}

function OfRun({ stored, run }: { stored: Stored<Experiment>; run: Run }) {
  return (
    <Loaded query={useResults(stored.key, run.number)}>
      {(look) => (
        <SpaceBetween size="l">
          <RunChoice experiment={stored.document} run={run} />
          {look === null ? (
            <NoLookYet stored={stored} run={run} />
          ) : (
            <Found stored={stored} run={run} look={look} />
          )}
        </SpaceBetween>
      )}
    </Loaded>
  );
}

interface FoundProps {
  stored: Stored<Experiment>;
  run: Run;
  look: Results;
}

/** The verdict and what stands against it first, then every number that it rests on. */
function Found({ stored, run, look }: FoundProps) {
  const metrics = PARTS.flatMap((part) => look.metrics.filter((metric) => metric.part === part));
  const shown = { experiment: stored.key, run: run.number };
  return (
    <SpaceBetween size="l">
      <BlockedChecks look={look} />
      <VerdictTold stored={stored} run={run} look={look} />
      <LookFacts look={look} />
      {metrics.map((metric) => (
        <MetricFound key={metric.metric} metric={metric} look={look} {...shown} />
      ))}
      <Funnel run={run} look={look} />
      <SegmentsFound {...shown} />
      <HowToRead />
    </SpaceBetween>
  );
}
