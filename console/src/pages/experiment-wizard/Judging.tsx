import SpaceBetween from "@cloudscape-design/components/space-between";
import { useNames } from "../../api/names.js";
import { CheckField } from "../../parts/fields/CheckField.js";
import { ChoiceField } from "../../parts/fields/ChoiceField.js";
import type { Choice } from "../../parts/fields/choices.js";
import { Further } from "../../parts/fields/Further.js";
import { NumberField, PercentField } from "../../parts/fields/NumberField.js";
import { TagField } from "../../parts/fields/TagField.js";
import type { Plan } from "./draft.js";
import type { SizeProps } from "./SizeStep.js";

const SEQUENTIALS: readonly Choice<Plan["sequential"]>[] = [
  {
    value: "obrien_fleming",
    label: "O’Brien-Fleming",
    description: "Strict at first, almost free at the end. Costs hardly any units.",
  },
  { value: "pocock", label: "Pocock", description: "Alike at every look: ends early more often." },
  { value: "power", label: "Power family", description: "Between the first two." },
  { value: "hsd", label: "Hwang-Shih-DeCani", description: "Between the first two." },
  {
    value: "confidence_sequence",
    label: "Confidence sequence",
    description: "Where nobody knows how many units will come. Takes the most of them.",
  },
  {
    value: "msprt",
    label: "Mixture test (mSPRT)",
    description: "Where nobody knows how many units will come.",
  },
  {
    value: "none",
    label: "One look, at the end",
    description: "The fewest units; whoever looks before must not decide by it.",
  },
];
const LOOKS: readonly Choice<Plan["looks"]>[] = [
  { value: "daily", label: "Each day" },
  { value: "weekly", label: "Each week" },
];
const METHODS: readonly Choice<Plan["method"]>[] = [
  {
    value: "frequentist",
    label: "Frequentist",
    description: "Intervals and p-values; the posterior is shown beside them.",
  },
  {
    value: "bayesian",
    label: "Bayesian",
    description: "Decides by the probability to be better. It claims no rate of errors.",
  },
];
const CORRECTIONS: readonly Choice<Plan["correction"]>[] = [
  { value: "holm", label: "Holm", description: "Right unless you know why not." },
  { value: "hochberg", label: "Hochberg" },
  { value: "bonferroni", label: "Bonferroni" },
  { value: "benjamini_hochberg", label: "Benjamini-Hochberg", description: "Of many metrics." },
  { value: "benjamini_yekutieli", label: "Benjamini-Yekutieli", description: "Of many metrics." },
  { value: "none", label: "None", description: "Each comparison errs by itself." },
];

const FIELDS = [
  "alpha",
  "power",
  "looks",
  "sequential",
  "correction",
  "method",
  "worthwhile_effect",
  "prior_deviation",
  "dimensions",
  "stop_on_guardrail",
].map((name) => `plan.${name}`);

/** How results will be judged; fixed with the start. */
export function Judging(props: SizeProps) {
  return (
    <Further
      title="How it will be judged"
      description="Errors that are accepted, looks and corrections. The defaults suit most."
      fields={FIELDS}
      isContainer
    >
      <SpaceBetween size="m">
        <AcceptedErrors {...props} />
        <Looking {...props} />
        <Comparing {...props} />
        <Worth {...props} />
        <BreakingDown {...props} />
        <CheckField
          label="A harmed guardrail ends it at once"
          description="Otherwise it is said in the verdict, and people decide."
          value={props.draft.plan.stop_on_guardrail}
          onChange={(stop_on_guardrail) => props.plan({ stop_on_guardrail })}
        />
      </SpaceBetween>
    </Further>
  );
}

function AcceptedErrors({ draft, plan }: SizeProps) {
  return (
    <div className="side-by-side">
      <PercentField
        label="Alpha"
        field="plan.alpha"
        constraint="How often an effect is found where there is none."
        value={draft.plan.alpha}
        onChange={(alpha) => alpha !== null && plan({ alpha })}
      />
      <PercentField
        label="Power"
        field="plan.power"
        constraint="How often the smallest effect that matters is found if it is there."
        value={draft.plan.power}
        onChange={(power) => power !== null && plan({ power })}
      />
    </div>
  );
}

function Looking({ draft, plan }: SizeProps) {
  return (
    <div className="side-by-side">
      <ChoiceField
        label="Looks"
        field="plan.looks"
        constraint="How often results are judged."
        choices={LOOKS}
        value={draft.plan.looks}
        onChange={(looks) => plan({ looks })}
      />
      <ChoiceField
        label="How alpha is kept over many looks"
        field="plan.sequential"
        choices={SEQUENTIALS}
        value={draft.plan.sequential}
        onChange={(sequential) => plan({ sequential })}
      />
    </div>
  );
}

function Comparing({ draft, plan }: SizeProps) {
  return (
    <div className="side-by-side">
      <ChoiceField
        label="Correction for several comparisons"
        field="plan.correction"
        choices={CORRECTIONS}
        value={draft.plan.correction}
        onChange={(correction) => plan({ correction })}
      />
      <ChoiceField
        label="Method"
        field="plan.method"
        choices={METHODS}
        value={draft.plan.method}
        onChange={(method) => plan({ method })}
      />
    </div>
  );
}

function Worth({ draft, plan }: SizeProps) {
  return (
    <div className="side-by-side">
      <PercentField
        label="Worthwhile effect"
        field="plan.worthwhile_effect"
        constraint="A treatment is promoted only if it is better by more than this."
        value={draft.plan.worthwhile_effect}
        onChange={(effect) => plan({ worthwhile_effect: effect ?? 0 })}
      />
      {draft.plan.method === "bayesian" && (
        <NumberField
          label="Deviation of the prior"
          field="plan.prior_deviation"
          constraint="Of relative effects around 0; without it the prior is flat."
          isOptional
          value={draft.plan.prior_deviation}
          onChange={(prior_deviation) => plan({ prior_deviation })}
        />
      )}
    </div>
  );
}

const BROKEN_DOWN =
  "Attributes by which results are broken down, at most 5. They are stored with each exposure.";

function BreakingDown({ draft, plan }: SizeProps) {
  const { attributes } = useNames();
  return (
    <TagField
      label="Dimensions"
      field="plan.dimensions"
      isOptional
      description={BROKEN_DOWN}
      placeholder="Add an attribute, as device_type"
      suggestions={attributes}
      value={draft.plan.dimensions}
      onChange={(dimensions) => plan({ dimensions })}
    />
  );
}
