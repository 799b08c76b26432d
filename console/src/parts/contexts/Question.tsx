import Button from "@cloudscape-design/components/button";
import Form from "@cloudscape-design/components/form";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";
import { useSearchParams } from "wouter";
import { PageForm } from "../PageForm.js";
import type { Context } from "../../api/explanations.js";
import { TextField } from "../fields/TextField.js";
import { ContextFields } from "./ContextFields.js";
import {
  contextInAddress,
  contextOf,
  contextOfAddress,
  type Known,
  knownOf,
  TARGETING_KEY,
} from "./contexts.js";

const CONTEXT = "context";
const UNIT = "The unit's key, as your application sends it. Leave it empty for a unit without one.";

/** For whom somebody asks: in the address, so that a link shows the same answer; null as long as
 * nobody asked. */
export function useQuestion(): [Context | null, (context: Context) => void] {
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

interface QuestionProps {
  /** What was asked last. */
  asked: Context | null;
  /** The button's word. */
  action: string;
  isAsking: boolean;
  ask: (context: Context) => void;
  /** Ask the same again. */
  again: () => void;
}

/** Asks for a unit and what is known of it. */
export function Question({ asked, action, isAsking, ask, again }: QuestionProps) {
  const { [TARGETING_KEY]: named = "", ...others } = asked ?? {};
  const [unit, setUnit] = useState(String(named));
  const [known, setKnown] = useState<Known[]>(() => knownOf(others));
  const submit = () => {
    const key = unit.trim();
    const context = { ...(key && { [TARGETING_KEY]: key }), ...contextOf(known) };
    const isSame = asked && contextInAddress(asked) === contextInAddress(context);
    if (isSame) again();
    else ask(context);
  };
  return (
    <PageForm submit={submit}>
      <Form
        actions={
          <Button variant="primary" loading={isAsking}>
            {action}
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
    </PageForm>
  );
}
