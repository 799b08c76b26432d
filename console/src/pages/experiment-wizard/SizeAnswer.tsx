import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Spinner from "@cloudscape-design/components/spinner";
import { useEffect, useRef } from "react";
import { useSampleSize } from "../../api/experimentDrafts.js";
import { asProblem } from "../../api/problem.js";
import type { SampleSizeFound } from "../../api/types.js";
import { NumberField } from "../../parts/fields/NumberField.js";
import { Refusal } from "../../parts/Refusal.js";
import { useIsSlow, useSettled } from "../../parts/settling.js";
import { plannedUnitsOf, questionOf, variantsInOrder } from "./sampleSize.js";
import type { SizeProps } from "./SizeStep.js";

const FIRST = "Write the baseline and the effect: what it takes then stands here.";

/** The units that it takes, while the numbers are typed, and how many are planned. */
export function SizeAnswer(props: SizeProps) {
  const { draft, unitsPerDay } = props;
  const asked = useSettled(questionOf(draft, unitsPerDay));
  const query = useSampleSize(asked);
  const isSlow = useIsSlow(query.isFetching);
  const found = asked === null ? undefined : query.data;
  const needed = found ? plannedUnitsOf(found) : null;
  useFollowing(query.isPlaceholderData ? null : needed, props);
  return (
    <Container header={<Header variant="h2">What it takes</Header>}>
      <SpaceBetween size="m">
        <div role="status">
          {asked === null && <Box color="text-body-secondary">{FIRST}</Box>}
          {isSlow && (
            <Box color="text-body-secondary">
              <Spinner /> Computing …
            </Box>
          )}
          {asked !== null && query.error && <Refusal problem={asProblem(query.error)} />}
          {found && !query.error && <Answer found={found} of={variantsInOrder(draft)} />}
        </div>
        <Planned {...props} needed={needed} />
        {found && <Lasting {...props} found={found} />}
      </SpaceBetween>
    </Container>
  );
}

interface AnswerProps {
  found: SampleSizeFound;
  /** Variants that get units, the control first. */
  of: readonly string[];
}

function Answer({ found, of }: AnswerProps) {
  const { units, total, days, undefined: unknown } = found;
  const time = days === null ? (unknown["days"] ?? "–") : inDays(days);
  return (
    <SpaceBetween size="m">
      {total !== null && (
        <KeyValuePairs
          columns={3}
          items={[
            { label: "Units per variant", value: <PerVariant units={units ?? []} of={of} /> },
            { label: "Units in all", value: big(total.toLocaleString("en")) },
            { label: "Time", value: days === null ? `Unknown: ${time}` : big(time) },
          ]}
        />
      )}
      <Box variant="p">{found.sentence}</Box>
      {found.factors.length > 0 && (
        <ul className="plain-list" aria-label="What makes it more units">
          {found.factors.map(({ name, value, why }) => (
            <li key={name}>
              {FACTORS[name] ?? why}: {times(value)} as many units.
            </li>
          ))}
        </ul>
      )}
    </SpaceBetween>
  );
}

/** One number where all get as many, else that of each. */
function PerVariant({ units, of }: { units: readonly number[]; of: readonly string[] }) {
  const [first = 0, ...others] = units;
  if (others.every((count) => count === first)) return big(first.toLocaleString("en"));
  return (
    <ul className="plain-list">
      {units.map((count, at) => (
        <li key={of[at]}>
          {of[at]}: {count.toLocaleString("en")}
        </li>
      ))}
    </ul>
  );
}

/** What multiplies the units, by its name in the answer. */
const FACTORS: Record<string, string> = {
  comparisons: "Several treatments or goals share the error that is accepted",
  looks: "Results are looked at more than once",
  covariate: "What units did before makes up for some of the noise",
};

function times(value: number): string {
  return `${value.toLocaleString("en", { maximumFractionDigits: 2 })} times`;
}

function big(text: string) {
  return (
    <Box fontSize="heading-xl" fontWeight="bold">
      {text}
    </Box>
  );
}

function inDays(days: number): string {
  return `${days.toLocaleString("en")} ${days === 1 ? "day" : "days"}`;
}

interface PlannedProps extends SizeProps {
  needed: number | null;
}

/** How many are planned: what it takes, unless somebody says otherwise. */
function Planned({ draft, plan, needed }: PlannedProps) {
  const { planned_units } = draft.plan;
  const differs = needed !== null && planned_units !== null && planned_units !== needed;
  const few = differs && planned_units < needed;
  return (
    <SpaceBetween size="s">
      <NumberField
        label="Planned units per variant"
        field="plan.planned_units"
        description={
          "It follows what it takes until you write another number. After so many units " +
            "the last look is taken."
        }
        isWhole
        value={planned_units}
        onChange={(to) => plan({ planned_units: to })}
      />
      {differs && (
        <Alert
          type={few ? "warning" : "info"}
          action={
            <Button onClick={() => plan({ planned_units: needed })}>
              Plan {needed.toLocaleString("en")}
            </Button>
          }
        >
          {few
            ? "These are fewer than it takes: an effect of this size may well be missed."
            : "These are more than it takes: smaller effects are found too, and it lasts longer."}
        </Alert>
      )}
    </SpaceBetween>
  );
}

/** Where the time that it takes and the time that it gets do not fit together. */
function Lasting({ draft, edit, found }: SizeProps & { found: SampleSizeFound }) {
  const { days } = found;
  if (days === null || days <= draft.maximum_days) return null;
  if (days > LONGEST_DAYS) {
    return (
      <Alert type="warning">
        That takes {days} days, and no experiment runs longer than {LONGEST_DAYS}. Look for a larger
        effect, or take in more units.
      </Alert>
    );
  }
  const raise = () => edit((before) => ({ ...before, maximum_days: days }));
  return (
    <Alert type="warning" action={<Button onClick={raise}>Let it run {days} days</Button>}>
      That takes {days} days, and the experiment ends after {draft.maximum_days}.
    </Alert>
  );
}

const LONGEST_DAYS = 60;

/** Lets the planned units follow what is needed, until somebody writes another number. */
function useFollowing(needed: number | null, { draft, plan }: SizeProps) {
  const before = useRef<number | null>(null);
  const { planned_units, minimum_units } = draft.plan;
  // Only a new answer is followed: what is typed meanwhile is not.
  useEffect(() => {
    if (needed === null) return;
    const follows = planned_units === null || planned_units === before.current;
    before.current = needed;
    if (!follows || planned_units === needed) return;
    plan({ planned_units: needed, minimum_units: Math.min(minimum_units, needed) });
  }, [needed]);
}
