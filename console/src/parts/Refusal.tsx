import Alert from "@cloudscape-design/components/alert";
import Button from "@cloudscape-design/components/button";
import type { Problem } from "../api/problem.js";
import { placeInWords, sentenceOf } from "./fields/problems.js";

const INVALID = "INVALID_DOCUMENT";

interface RefusalProps {
  problem: Problem;
  /** Ask again; offered where that may help. */
  again?: (() => void) | undefined;
}

/** Why something was refused or failed, and what to do about it. */
export function Refusal({ problem, again }: RefusalProps) {
  const action = again && <Button onClick={() => again()}>Try again</Button>;
  return (
    <Alert type="error" header={titleOf(problem)} action={action}>
      {problem.advice}
      {problem.errors.length > 0 && (
        <ul className="plain-list">
          {problem.errors.map(({ field, detail }) => (
            <li key={field + detail}>
              {field && <strong>{placeInWords(field)}: </strong>}
              {sentenceOf(detail, field)}
            </li>
          ))}
        </ul>
      )}
    </Alert>
  );
}

/** What happened; where the list says what is wrong with which field, not the first of it too. */
function titleOf({ code, detail, errors }: Problem): string {
  const isListed = code === INVALID && errors.length > 0;
  return isListed ? `${detail.split(":")[0]}.` : detail;
}
