import FormField from "@cloudscape-design/components/form-field";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { Rule } from "../../api/types.js";
import { ChoiceField } from "../../parts/fields/ChoiceField.js";
import { useProblemsIn } from "../../parts/fields/FieldProblems.js";
import { NumberField } from "../../parts/fields/NumberField.js";
import { WeightsEditor } from "../../parts/WeightsEditor.js";
import { type Outcome, outcomeOf, withOutcome } from "./editing.js";

interface OutcomeEditorProps {
  rule: Rule;
  variants: readonly string[];
  change: (rule: Rule) => void;
}

const OUTCOMES: { value: Outcome; label: string; description: string }[] = [
  { value: "variant", label: "One variant", description: "All of them see the same." },
  {
    value: "split",
    label: "A split by weights",
    description: "Each unit is drawn once: with weights 1 and 3, every fourth gets the first.",
  },
  {
    value: "percentages",
    label: "A split by percentages",
    description: "Each unit is drawn once; the percentages add up to 100.",
  },
];

/** What those get for whom a rule's conditions hold. */
export function OutcomeEditor({ rule, variants, change }: OutcomeEditorProps) {
  const outcome = outcomeOf(rule);
  return (
    <SpaceBetween size="s">
      <ChoiceField
        label="They get"
        value={outcome}
        choices={OUTCOMES}
        onChange={(chosen) => change(withOutcome(rule, chosen, variants))}
      />
      <Given rule={rule} variants={variants} change={change} />
      <NumberField
        label="Only a share of them"
        field="percentage"
        isOptional
        description="The others go on to the next rule. Raising it adds units and moves nobody."
        value={rule.percentage ?? null}
        unit="%"
        placeholder="100"
        onChange={(percentage) => change({ ...rule, percentage })}
      />
    </SpaceBetween>
  );
}

function Given({ rule, variants, change }: OutcomeEditorProps) {
  const outcome = outcomeOf(rule);
  const problems = useProblemsIn(outcome);
  if (outcome === "variant") {
    return (
      <ChoiceField
        label="Variant"
        field="variant"
        value={rule.variant ?? null}
        choices={variants.map((value) => ({ value, label: value }))}
        onChange={(variant) => change({ ...rule, variant })}
      />
    );
  }
  const unit = outcome === "split" ? "weight" : "percentage";
  return (
    <FormField label={outcome === "split" ? "Weights" : "Percentages"} stretch>
      <WeightsEditor
        value={rule.split ?? rule.percentages ?? {}}
        of={variants}
        unit={unit}
        problems={problems}
        onChange={(shares) => change({ ...rule, [outcome]: shares })}
      />
    </FormField>
  );
}
