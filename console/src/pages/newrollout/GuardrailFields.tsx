import Box from "@cloudscape-design/components/box";
import ButtonDropdown from "@cloudscape-design/components/button-dropdown";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { Guardrail, Signal } from "../../api/types.js";
import { Inside, ProblemsHere, useIsWrong } from "../../parts/fields/FieldProblems.js";
import { ChoiceField } from "../../parts/fields/ChoiceField.js";
import { NumberField, PercentField } from "../../parts/fields/NumberField.js";
import { MetricEditor } from "../experiment-wizard/MetricEditor.js";
import { isRate, SIGNALS } from "../rollout/standing.js";
import { BEGINNINGS, newGuardrail } from "./guardrails.js";
import { JUDGING, JudgingFields } from "./JudgingFields.js";
import { withGuardrail } from "./madeAlarms.js";
import type { Writing } from "./written.js";
import "../experiment-wizard/wizard.css";

const MOST_GUARDRAILS = 10;
const ABOUT =
  "Numbers that must not get worse. Each stage compares who has the new variant with who has " +
  "not, every minute; harm that is no chance takes it back.";
const CHOICES = (Object.keys(SIGNALS) as Signal[]).map((value) => ({
  value,
  label: SIGNALS[value],
  description: BEGINNINGS[value].about,
}));

/** What must not get worse, and how many units that is judged by. */
export function GuardrailFields({ written, change }: Writing) {
  const { guardrails = [] } = written;
  const set = (changed: Guardrail[]) => change({ guardrails: changed });
  const isJudged = useIsWrong(JUDGING) || guardrails.length > 0;
  const header = (
    <Header variant="h2" description={ABOUT}>
      Guardrails
    </Header>
  );
  return (
    <Container header={header}>
      <SpaceBetween size="l">
        <ProblemsHere field="guardrails" />
        {guardrails.length === 0 && (
          <Box color="text-body-secondary">
            Without a guardrail, time and alarms alone decide how it goes on.
          </Box>
        )}
        {guardrails.map((guardrail, at) => (
          <One
            // A guardrail is known by its place: its key is being written.
            key={at}
            guardrail={guardrail}
            place={`guardrails.${at}`}
            change={(changed) => change(withGuardrail(written, at, changed))}
            remove={() => set(guardrails.toSpliced(at, 1))}
          />
        ))}
        {guardrails.length < MOST_GUARDRAILS && (
          <Add add={(signal) => set([...guardrails, newGuardrail(signal, guardrails)])} />
        )}
        {guardrails.length > 0 && (
          <NumberField
            label="Units of each variant before the next stage"
            field="minimum_units"
            isWhole
            description="So many must have met each variant, so that harm can be seen."
            value={written.minimum_units}
            onChange={(minimum_units) => change({ minimum_units })}
          />
        )}
        {isJudged && <JudgingFields written={written} change={change} />}
      </SpaceBetween>
    </Container>
  );
}

function Add({ add }: { add: (signal: Signal) => void }) {
  const items = CHOICES.map(({ value, label, description }) => ({
    id: value,
    text: label,
    secondaryText: description,
  }));
  return (
    <ButtonDropdown items={items} onItemClick={({ detail }) => add(detail.id as Signal)}>
      Add a guardrail
    </ButtonDropdown>
  );
}

interface OneProps {
  guardrail: Guardrail;
  /** Where it is in the document. */
  place: string;
  change: (guardrail: Guardrail) => void;
  remove: () => void;
}

function One({ guardrail, place, change, remove }: OneProps) {
  const { metric, signal = "custom", criterion = null } = guardrail;
  const side = metric.direction === "decrease" ? "at most" : "at least";
  const CriterionField = isRate(metric.type) ? PercentField : NumberField;
  return (
    <SpaceBetween size="m">
      <MetricEditor
        role="guardrails"
        place={`${place}.metric`}
        metric={metric}
        change={(changed) => change({ ...guardrail, metric: changed })}
        remove={remove}
      />
      <Inside field={place}>
        <div className="side-by-side">
          <ChoiceField
            label="Listens to"
            field="signal"
            choices={CHOICES}
            value={signal}
            onChange={(chosen) => change({ ...guardrail, signal: chosen })}
          />
          <CriterionField
            label={`Before the next stage, ${side}`}
            field="criterion"
            isOptional
            description="The value that the new variant must have reached."
            value={criterion}
            onChange={(reached) => change({ ...guardrail, criterion: reached })}
          />
        </div>
      </Inside>
    </SpaceBetween>
  );
}
