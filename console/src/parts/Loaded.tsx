import Box from "@cloudscape-design/components/box";
import Spinner from "@cloudscape-design/components/spinner";
import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { asProblem } from "../api/problem.js";
import { Refusal } from "./Refusal.js";

interface LoadedProps<Answer> {
  query: UseQueryResult<Answer>;
  children: (answer: Answer) => ReactNode;
}

/** What a query brought; until then that it is loading, and instead why it cannot be had. */
export function Loaded<Answer>({ query, children }: LoadedProps<Answer>) {
  if (query.data !== undefined) return <>{children(query.data)}</>;
  if (query.error) {
    return <Refusal problem={asProblem(query.error)} again={() => void query.refetch()} />;
  }
  return <Waiting />;
}

/** That something is loading, also said to who does not see it. */
export function Waiting() {
  return (
    <Box textAlign="center" padding="xxl" color="text-body-secondary">
      <span role="status">
        <Spinner /> Loading
      </span>
    </Box>
  );
}
