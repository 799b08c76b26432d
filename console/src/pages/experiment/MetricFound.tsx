import Box from "@cloudscape-design/components/box";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useOwnFlag } from "../../api/ownFlags.js";
import { useSeries } from "../../api/results.js";
import type { MetricPart, MetricResult, Results } from "../../api/types.js";
import { Loaded } from "../../parts/Loaded.js";
import { EffectPlot } from "./EffectPlot.js";
import { Intervals } from "./Intervals.js";
import { MetricTable } from "./MetricTable.js";
import { PosteriorPlot } from "./PosteriorPlot.js";
import { gapsOf, methodOf, words } from "./resultWords.js";

const ROLES: Record<MetricPart, string> = {
  goal: "Goal",
  secondary: "Secondary metric",
  guardrail: "Guardrail",
};

interface MetricFoundProps {
  experiment: string;
  run: number;
  look: Results;
  metric: MetricResult;
}

/** One metric: its intervals, its numbers, the effect over all looks, and the posterior. */
export function MetricFound({ experiment, run, look, metric }: MetricFoundProps) {
  const good = metric.direction === "decrease" ? "less is good" : "more is good";
  const about = `${ROLES[metric.part]}: ${words(metric.type)}; ${good}`;
  const series = useSeries(experiment, run, metric.metric);
  const decides = look.design === "bayesian";
  const showsPosterior = useOwnFlag("console-posterior");
  const header = (
    <Header variant="h2" description={about}>
      {metric.metric}
    </Header>
  );
  return (
    <Container header={header}>
      <SpaceBetween size="l">
        <Intervals metric={metric} plan={look.plan} />
        <MetricTable metric={metric} />
        <Remarks metric={metric} />
        <div className="plots">
          <Loaded query={series}>
            {(found) =>
              metric.comparisons.map(({ variant }, at) => (
                <EffectPlot
                  key={variant}
                  metric={metric}
                  variant={variant}
                  place={at + 1}
                  series={found}
                />
              ))
            }
          </Loaded>
          {(decides || showsPosterior) && <PosteriorPlot metric={metric} decides={decides} />}
        </div>
      </SpaceBetween>
    </Container>
  );
}

/** How each treatment was compared, and what is to be known beside the numbers. */
function Remarks({ metric }: { metric: MetricResult }) {
  const ofTreatments = metric.comparisons.flatMap((comparison) => {
    const told = [methodOf(comparison), ...(comparison.notes ?? [])];
    return told.filter(Boolean).map((remark) => `${comparison.variant}: ${remark}`);
  });
  const remarks = [...gapsOf(metric), ...ofTreatments];
  if (remarks.length === 0) return null;
  return (
    <Box variant="small">
      <ul className="plain">
        {remarks.map((remark) => (
          <li key={remark}>{remark}</li>
        ))}
      </ul>
    </Box>
  );
}
