import type { ExperimentRow } from "../../api/experiments.js";
import { Marked } from "../../parts/Marked.js";
import { RECOMMENDATIONS, recommendationOf } from "../experiment/standing.js";

/** What the newest look at an experiment's newest run says. */
export function NewestVerdict({ row: { summary } }: { row: ExperimentRow }) {
  const { verdict, run } = summary;
  if (verdict === null) return <>{run === 0 ? "–" : "no look to judge by"}</>;
  return (
    <Marked
      type={RECOMMENDATIONS[verdict.recommendation ?? "none"]}
      meaning={recommendationOf(verdict)}
    >
      {verdict.sentence}
    </Marked>
  );
}
