import Box from "@cloudscape-design/components/box";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import { useSegmentCheck } from "../../api/explanations.js";
import { asProblem } from "../../api/problem.js";
import type { SegmentCheck } from "../../api/types.js";
import { Question, useQuestion } from "../../parts/contexts/Question.js";
import { Refusal } from "../../parts/Refusal.js";
import { SaidList } from "../../parts/traces/TraceView.js";
import { type Traced, tracedInWords } from "../../parts/traces/traces.js";

const ABOUT =
  "Is a unit in? Asked of the newest version. What a unit did is not looked up: " +
  "say it as the attribute actions.";

/** Asks whether somebody is in a segment, and why. */
export function Check({ segmentKey }: { segmentKey: string }) {
  const [asked, ask] = useQuestion();
  const check = useSegmentCheck(segmentKey, asked);
  return (
    <Container
      header={
        <Header variant="h2" description={ABOUT}>
          Check a unit
        </Header>
      }
    >
      <SpaceBetween size="m">
        <Question
          asked={asked}
          action="Check"
          isAsking={check.isFetching}
          ask={ask}
          again={() => void check.refetch()}
        />
        {check.error ? <Refusal problem={asProblem(check.error)} /> : null}
        {asked && check.data && <Found check={check.data} />}
      </SpaceBetween>
    </Container>
  );
}

function Found({ check: { member, because, conditions } }: { check: SegmentCheck }) {
  return (
    <SpaceBetween size="s">
      <div role="status">
        <StatusIndicator type={member ? "success" : "stopped"}>
          {member ? "It is in" : "It is not in"}
        </StatusIndicator>
        <Box>{because}</Box>
      </div>
      {conditions.length > 0 && (
        <SaidList of={conditions.map((one) => tracedInWords(one as unknown as Traced))} />
      )}
    </SpaceBetween>
  );
}
