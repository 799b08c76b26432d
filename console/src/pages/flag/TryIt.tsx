import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";
import { useTrace } from "../../api/explanations.js";
import { asProblem } from "../../api/problem.js";
import { Question, useQuestion } from "../../parts/contexts/Question.js";
import { CheckField } from "../../parts/fields/CheckField.js";
import { Waiting } from "../../parts/Loaded.js";
import { Refusal } from "../../parts/Refusal.js";
import { TraceView } from "../../parts/traces/TraceView.js";
import type { FlagTabProps } from "./tabs.js";

const ABOUT =
  "What the flag answers to one unit, and every step that leads there. " +
  "Nothing is counted or recorded.";

/** Asks what a flag answers to somebody, also by a draft that is not saved. */
export function TryIt({ stored, draft, environment }: FlagTabProps) {
  const [asked, ask] = useQuestion();
  const [isOfDraft, setIsOfDraft] = useState(true);
  const document = draft.isChanged && isOfDraft ? { document: draft.flag } : {};
  const trace = useTrace(stored.key, asked && { environment, context: asked, ...document });
  const header = (
    <Header variant="h2" description={ABOUT}>
      Try it in {environment}
    </Header>
  );
  return (
    <SpaceBetween size="l">
      <Container header={header}>
        <SpaceBetween size="m">
          {draft.isChanged && (
            <CheckField
              label="Ask the draft"
              description="What you changed and did not save yet, as if it were saved."
              value={isOfDraft}
              onChange={setIsOfDraft}
            />
          )}
          <Question
            asked={asked}
            action="Try it"
            isAsking={trace.isFetching}
            ask={ask}
            again={() => void trace.refetch()}
          />
        </SpaceBetween>
      </Container>
      {asked && <Answered trace={trace} />}
    </SpaceBetween>
  );
}

function Answered({ trace: { data, error } }: { trace: ReturnType<typeof useTrace> }) {
  if (error) return <Refusal problem={asProblem(error)} />;
  return (
    <Container header={<Header variant="h2">Its answer</Header>}>
      {data ? <TraceView trace={data} /> : <Waiting />}
    </Container>
  );
}
