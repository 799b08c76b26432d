import Alert from "@cloudscape-design/components/alert";
import Button from "@cloudscape-design/components/button";
import type { Problem } from "../api/problem.js";

interface RefusalProps {
  problem: Problem;
  /** Ask again; offered where that may help. */
  again?: (() => void) | undefined;
}

/** Why something was refused or failed, and what to do about it. */
export function Refusal({ problem, again }: RefusalProps) {
  const action = again && <Button onClick={() => again()}>Try again</Button>;
  return (
    <Alert type="error" header={problem.detail} action={action}>
      {problem.advice}
      {problem.errors.length > 0 && (
        <ul>
          {problem.errors.map(({ field, detail }) => (
            <li key={field + detail}>
              {field && <strong>{field}: </strong>}
              {detail}
            </li>
          ))}
        </ul>
      )}
    </Alert>
  );
}
