import Link from "@cloudscape-design/components/link";
import type { Problem } from "../../api/problem.js";
import { placeInWords, sentenceOf } from "../../parts/fields/problems.js";
import { STEP, type StepKey, stepOfField } from "./steps.js";

interface StepProblemProps {
  problem: Problem;
  here: StepKey;
}

/** Why a design could not be saved: everything that is wrong with it, and where it is mended. */
export function StepProblem({ problem, here }: StepProblemProps) {
  if (problem.errors.length === 0) {
    return (
      <>
        {problem.detail} {problem.advice}
      </>
    );
  }
  return (
    <>
      It could not be saved.
      <ul className="plain-list">
        {problem.errors.map(({ field, detail }) => (
          <li key={field + detail}>
            <Place field={field} here={here} />: {sentenceOf(detail, field)}
          </li>
        ))}
      </ul>
    </>
  );
}

/** A field by its name, or the step that it is in. */
function Place({ field, here }: { field: string; here: StepKey }) {
  const step = stepOfField(field);
  if (step === undefined || step.key === here) return <strong>{placeInWords(field)}</strong>;
  return (
    <Link color="inverted" href={`?${STEP}=${step.key}`}>
      {placeInWords(field)}
    </Link>
  );
}
