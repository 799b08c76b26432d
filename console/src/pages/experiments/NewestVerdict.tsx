import Box from "@cloudscape-design/components/box";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import type { ExperimentRow } from "../../api/experiments.js";
import { RECOMMENDATIONS, recommendationOf } from "../experiment/standing.js";

/** What the newest look at an experiment's newest run says. */
export function NewestVerdict({ row: { summary } }: { row: ExperimentRow }) {
  const { verdict, run } = summary;
  if (verdict === null) return <>{run === 0 ? "–" : "no look to judge by"}</>;
  return (
    <>
      <StatusIndicator type={RECOMMENDATIONS[verdict.recommendation ?? "none"]}>
        {recommendationOf(verdict)}
      </StatusIndicator>
      <Box variant="small" display="block">
        {verdict.sentence}
      </Box>
    </>
  );
}
