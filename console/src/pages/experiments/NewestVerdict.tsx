import type { ExperimentRow } from "../../api/experiments.js";
import type { ExperimentStatus } from "../../api/types.js";
import { Marked } from "../../parts/Marked.js";
import { RECOMMENDATIONS, recommendationOf } from "../experiment/standing.js";

/** Of the others the list does not tell what a look said. */
const JUDGED: readonly ExperimentStatus[] = ["running", "paused", "completed"];

/** What the newest look at an experiment's newest run says. */
export function NewestVerdict({ row: { summary } }: { row: ExperimentRow }) {
  const { verdict, status } = summary;
  if (verdict === null) return <>{JUDGED.includes(status) ? "no look to judge by" : "–"}</>;
  return (
    <Marked
      type={RECOMMENDATIONS[verdict.recommendation ?? "none"]}
      meaning={recommendationOf(verdict)}
    >
      {verdict.sentence}
    </Marked>
  );
}
