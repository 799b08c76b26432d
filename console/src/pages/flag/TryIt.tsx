import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Form from "@cloudscape-design/components/form";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";
import { useSearchParams } from "wouter";
import { type Context, useTrace } from "../../api/explanations.js";
import { asProblem } from "../../api/problem.js";
import type { Flag } from "../../api/types.js";
import { ContextFields } from "../../parts/contexts/ContextFields.js";
import {
  contextInAddress,
  contextOf,
  contextOfAddress,
  type Known,
  knownOf,
  TARGETING_KEY,
} from "../../parts/contexts/contexts.js";
import { CheckField } from "../../parts/fields/CheckField.js";
import { TextField } from "../../parts/fields/TextField.js";
import { Waiting } from "../../parts/Loaded.js";
import { Refusal } from "../../parts/Refusal.js";
import { TraceView } from "../../parts/traces/TraceView.js";

interface TryItProps {
  flagKey: string;
  environment: string;
  /** The flag with what is not saved yet; undefined where nothing is. */
  draft?: Flag | undefined;
}

const ABOUT =
  "What the flag answers to one unit, and every step that leads there. Nothing is counted or recorded.";
const UNIT = "The unit's key, as your application sends it. Leave it empty for a unit without one.";
const CONTEXT = "context";

/** Asks what a flag answers to somebody, also by a draft that is not saved. */
export function TryIt({ flagKey, environment, draft }: TryItProps) {
  const [asked, ask] = useAsked();
  const [ofDraft, setOfDraft] = useState(true);
  const document = draft && ofDraft ? { document: draft } : {};
  const trace = useTrace(flagKey, asked && { environment, context: asked, ...document });
  const choice = draft && (
    <CheckField
      label="Ask the draft"
      description="What you changed and did not save yet, as if it were saved."
      value={ofDraft}
      onChange={setOfDraft}
    />
  );
  return (
    <SpaceBetween size="l">
      <Container
        header={
          <Header variant="h2" description={ABOUT}>
            Try it in {environment}
          </Header>
        }
      >
        <SpaceBetween size="m">
          {choice}
          <Question
            known={asked ?? {}}
            isAsking={trace.isFetching}
            ask={(context) => (isSame(context, asked) ? void trace.refetch() : ask(context))}
          />
        </SpaceBetween>
      </Container>
      {asked && (
        <Container header={<Header variant="h2">Its answer</Header>}>
          {trace.error ? (
            <Refusal problem={asProblem(trace.error)} />
          ) : trace.data ? (
            <TraceView trace={trace.data} />
          ) : (
            <Waiting />
          )}
        </Container>
      )}
    </SpaceBetween>
  );
}

interface QuestionProps {
  known: Context;
  isAsking: boolean;
  ask: (context: Context) => void;
}

function Question({ known: asked, isAsking, ask }: QuestionProps) {
  const { [TARGETING_KEY]: named = "", ...others } = asked;
  const [unit, setUnit] = useState(String(named));
  const [known, setKnown] = useState<Known[]>(() => knownOf(others));
  const submit = () => {
    const key = unit.trim();
    ask({ ...(key && { [TARGETING_KEY]: key }), ...contextOf(known) });
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <Form
        actions={
          <Button variant="primary" loading={isAsking}>
            Try it
          </Button>
        }
      >
        <SpaceBetween size="m">
          <TextField
            label="Unit"
            description={UNIT}
            value={unit}
            onChange={setUnit}
            placeholder="visitor-7"
          />
          <ContextFields known={known} onChange={setKnown} />
        </SpaceBetween>
      </Form>
    </form>
  );
}

function isSame(context: Context, asked: Context | null): boolean {
  return asked !== null && contextInAddress(context) === contextInAddress(asked);
}

/** For whom is asked: in the address, so that a link shows the same answer. */
function useAsked(): [Context | null, (context: Context) => void] {
  const [parameters, setParameters] = useSearchParams();
  const text = parameters.get(CONTEXT);
  const ask = (context: Context) =>
    setParameters(
      (before) => {
        before.set(CONTEXT, contextInAddress(context) ?? "{}");
        return before;
      },
      { replace: true },
    );
  return [text === null ? null : contextOfAddress(text), ask];
}
