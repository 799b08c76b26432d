import Box from "@cloudscape-design/components/box";
import Button, { type ButtonProps } from "@cloudscape-design/components/button";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useEffect, useRef } from "react";
import type { Rule } from "../../api/types.js";
import { ConditionEditor } from "../../parts/conditions/ConditionEditor.js";
import { problemsOf } from "../../parts/conditions/nodes.js";
import { useAttributeNames } from "../../parts/conditions/suggestions.js";
import { ProblemsHere, useProblemsIn } from "../../parts/fields/FieldProblems.js";
import { Further } from "../../parts/fields/Further.js";
import { SuggestField } from "../../parts/fields/SuggestField.js";
import { TextField } from "../../parts/fields/TextField.js";
import { ruleInWords } from "../../parts/words.js";
import { TARGETING_KEY } from "./editing.js";
import { OutcomeEditor } from "./OutcomeEditor.js";
import { ruleTitle } from "./telling.js";

interface RuleEditorProps {
  rule: Rule;
  at: number;
  count: number;
  variants: readonly string[];
  /** What was done to it just now, if anything: then the keyboard is there. */
  touched: "adding" | "up" | "down" | null;
  change: (rule: Rule) => void;
  move: (by: "up" | "down") => void;
  copy: () => void;
  remove: () => void;
}

const LONGEST_NAME = 256;
const UNFINISHED = "Some of its conditions are still to be filled in.";
const DRAWN =
  "Units with the same value of this attribute get the same: company keeps colleagues together.";

/** One rule: for whom, and what they get. */
export function RuleEditor(props: RuleEditorProps) {
  const { rule, at, variants, touched, change } = props;
  const isWhole = problemsOf(rule.conditions ?? []).length === 0;
  const set = (changed: Partial<Rule>) => change({ ...rule, ...changed });
  return (
    <div className="nested" role="group" aria-label={`Rule ${at + 1}`}>
      <RuleHead {...props} />
      <Box color="text-body-secondary">{isWhole ? ruleInWords(rule) : UNFINISHED}</Box>
      <SpaceBetween size="m">
        <ProblemsHere />
        <TextField
          label="Name"
          field="name"
          isOptional
          value={rule.name ?? ""}
          autoFocus={touched === "adding"}
          longest={LONGEST_NAME}
          placeholder="Staff see it first"
          onChange={(name) => set({ name })}
        />
        <div>
          <Box variant="awsui-key-label">If all of these hold</Box>
          <ConditionEditor
            value={rule.conditions ?? []}
            problems={useProblemsIn("conditions")}
            onChange={(conditions) => set({ conditions })}
          />
        </div>
        <OutcomeEditor rule={rule} variants={variants} change={change} />
        <Further title="How units are drawn" fields={["bucket_by"]}>
          <SpaceBetween size="s">
            <SuggestField
              label="Drawn by"
              field="bucket_by"
              description={DRAWN}
              value={rule.bucket_by ?? TARGETING_KEY}
              suggestions={useAttributeNames()}
              onChange={(bucket_by) => set({ bucket_by })}
            />
            <Box color="text-body-secondary">
              Units are hashed with the id of the rule, <code>{rule.id}</code>, which stays as it
              is: moving or renaming the rule moves nobody.
            </Box>
          </SpaceBetween>
        </Further>
      </SpaceBetween>
    </div>
  );
}

function RuleHead({ rule, at, count, touched, move, copy, remove }: RuleEditorProps) {
  const up = useRef<ButtonProps.Ref>(null);
  const down = useRef<ButtonProps.Ref>(null);
  useEffect(() => {
    // At an end of the list its own button leads nowhere any more.
    if (touched === "up") (at > 0 ? up : down).current?.focus();
    if (touched === "down") (at < count - 1 ? down : up).current?.focus();
  }, [touched, at, count]);
  const called = `rule ${at + 1}`;
  return (
    <div className="rule-head">
      <Box variant="h3">{capitalised(ruleTitle(rule, at))}</Box>
      <span>
        <Button
          ref={up}
          variant="icon"
          iconName="angle-up"
          disabled={at === 0}
          ariaLabel={`Move ${called} up`}
          onClick={() => move("up")}
        />
        <Button
          ref={down}
          variant="icon"
          iconName="angle-down"
          disabled={at === count - 1}
          ariaLabel={`Move ${called} down`}
          onClick={() => move("down")}
        />
        <Button variant="icon" iconName="copy" ariaLabel={`Copy ${called}`} onClick={copy} />
        <Button variant="icon" iconName="remove" ariaLabel={`Remove ${called}`} onClick={remove} />
      </span>
    </div>
  );
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
