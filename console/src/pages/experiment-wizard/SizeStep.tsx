import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useParameter } from "../../parts/useParameter.js";
import { NumberField, PercentField } from "../../parts/fields/NumberField.js";
import { numberTyped, typedNumber } from "../../parts/fields/numbers.js";
import type { Plan } from "./draft.js";
import { Judging } from "./Judging.js";
import { kindOf } from "./sampleSize.js";
import { SizeAnswer } from "./SizeAnswer.js";
import type { StepProps } from "./step.js";
import { Times } from "./Times.js";
import { TradeOffs } from "./TradeOffs.js";

const PER_DAY = "per_day";

export interface SizeProps extends StepProps {
  plan: (change: Partial<Plan>) => void;
  /** How many units meet the flag in a day, of all variants together; null while nobody said. */
  unitsPerDay: number | null;
}

/** How many units it takes to see the effect, and how long. */
export function SizeStep(props: StepProps) {
  const [perDay, setPerDay] = useParameter(PER_DAY);
  const unitsPerDay = numberTyped(perDay ?? "") ?? null;
  const plan = (change: Partial<Plan>) =>
    props.edit((before) => ({ ...before, plan: { ...before.plan, ...change } }));
  const all = { ...props, plan, unitsPerDay };
  return (
    <SpaceBetween size="l">
      <Expected {...all} setUnitsPerDay={(units) => setPerDay(typedNumber(units) || null)} />
      <SizeAnswer {...all} />
      <TradeOffs {...all} />
      <Times {...all} />
      <Judging {...all} />
    </SpaceBetween>
  );
}

const BASELINES: Record<ReturnType<typeof kindOf>, string> = {
  rate: "The share of units for which the goal is reached today, before the change.",
  mean: "A unit's number today on average, before the change.",
  ratio: "The ratio today, before the change.",
};

const EFFECT =
  "As a share of the baseline: with a baseline of 12 %, 10 % is a change to 13.2 % or to 10.8 %. " +
  "Half the effect takes four times the units.";
const PER_DAY_IS =
  "How many different units would take part in a day, all variants together. It is not saved; " +
  "the days follow from it.";

interface ExpectedProps extends SizeProps {
  setUnitsPerDay: (units: number | null) => void;
}

/** What is known of today, and what one wants to see. */
function Expected(props: ExpectedProps) {
  const { draft, plan, unitsPerDay, setUnitsPerDay } = props;
  const goal = draft.metrics.goals[0];
  const about = goal ? `About the goal ${goal.name || goal.key}.` : "About the goal.";
  return (
    <Container
      header={
        <Header variant="h2" description={about}>
          Today, and what you want to see
        </Header>
      }
    >
      <SpaceBetween size="m">
        <Baseline {...props} />
        <PercentField
          label="Smallest effect that matters"
          field="plan.minimum_detectable_effect"
          description={EFFECT}
          placeholder="10"
          value={draft.plan.minimum_detectable_effect}
          onChange={(to) => plan({ minimum_detectable_effect: to })}
        />
        <NumberField
          label="Units per day"
          isOptional
          isWhole
          description={PER_DAY_IS}
          placeholder="2000"
          value={unitsPerDay}
          onChange={setUnitsPerDay}
        />
      </SpaceBetween>
    </Container>
  );
}

/** A rate is typed in percent; a mean or a ratio comes with its deviation. */
function Baseline({ draft, plan }: SizeProps) {
  const kind = kindOf(draft);
  const baseline = {
    label: "Baseline",
    field: "plan.baseline",
    value: draft.plan.baseline,
    onChange: (to: number | null) => plan({ baseline: to }),
  };
  if (kind === "rate") {
    return <PercentField {...baseline} description={BASELINES.rate} placeholder="12" />;
  }
  return (
    <div className="side-by-side">
      <NumberField {...baseline} constraint={BASELINES[kind]} />
      <NumberField
        label="Standard deviation"
        field="plan.baseline_deviation"
        constraint="How much units differ; as large as the baseline is a first guess."
        value={draft.plan.baseline_deviation}
        onChange={(to) => plan({ baseline_deviation: to })}
      />
    </div>
  );
}
