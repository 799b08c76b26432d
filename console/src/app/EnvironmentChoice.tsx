import { createContext, type ReactNode, useCallback, useContext, useEffect, useState } from "react";
import { useSearchParams } from "wouter";
import { type EnvironmentRow, useEnvironments } from "../api/environments.js";
import { Loaded } from "../parts/Loaded.js";

/** The environment that is looked at: in the address, so that a link shows the same to everybody;
 * without it the one that was looked at last, in the beginning production. */
export interface EnvironmentChoice {
  environment: string;
  row: EnvironmentRow;
  choose: (environment: string) => void;
}

const PLACE = "burgee.environment";
const PARAMETER = "environment";
const ChoiceContext = createContext<EnvironmentChoice | null>(null);

/** What everything below `ChosenEnvironment` looks at. */
export function useEnvironmentChoice(): EnvironmentChoice {
  const choice = useContext(ChoiceContext);
  if (choice === null) throw new Error("this is used outside of ChosenEnvironment");
  return choice;
}

/** Shows its children once it is known which environments there are. */
export function ChosenEnvironment({ children }: { children: ReactNode }) {
  return (
    <Loaded query={useEnvironments()}>{(rows) => <Chosen rows={rows}>{children}</Chosen>}</Loaded>
  );
}

function Chosen({ rows, children }: { rows: readonly EnvironmentRow[]; children: ReactNode }) {
  const [parameters, setParameters] = useSearchParams();
  const choose = useCallback(
    (environment: string) => {
      localStorage.setItem(PLACE, environment);
      setParameters(
        (before) => {
          before.set(PARAMETER, environment);
          return before;
        },
        { replace: true },
      );
    },
    [setParameters],
  );
  const [last, setLast] = useState(() => localStorage.getItem(PLACE));
  const row = chosenRow(rows, [parameters.get(PARAMETER), last]);
  // Whoever came by a link goes on looking at what it named.
  useEffect(() => setLast(row?.key ?? null), [row?.key]);
  if (row === undefined) return <>There is no environment that is not archived.</>;
  return <ChoiceContext value={{ environment: row.key, row, choose }}>{children}</ChoiceContext>;
}

function chosenRow(rows: readonly EnvironmentRow[], wanted: readonly (string | null)[]) {
  const named = wanted.map((key) => rows.find((row) => row.key === key)).find(Boolean);
  return named ?? rows.find((row) => row.summary.is_production) ?? rows[0];
}
