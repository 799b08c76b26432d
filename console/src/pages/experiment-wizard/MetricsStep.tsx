import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import ExpandableSection from "@cloudscape-design/components/expandable-section";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { Metric, WithoutData } from "../../api/types.js";
import { AlarmNamesField, WithoutDataField } from "../../parts/fields/AlarmFields.js";
import type { Choice } from "../../parts/fields/choices.js";
import { ProblemsHere } from "../../parts/fields/FieldProblems.js";
import {
  METRIC_ROLES,
  metricKeysOf,
  type MetricRole,
  withMetrics,
  withoutData,
} from "./draft.js";
import { MetricEditor } from "./MetricEditor.js";
import { newMetric, ROLES } from "./metricTypes.js";
import type { StepProps } from "./step.js";

/** What decides, what explains, and what must not get worse. */
export function MetricsStep(props: StepProps) {
  return (
    <SpaceBetween size="l">
      <ProblemsHere field="metrics" />
      {METRIC_ROLES.map((role) => (
        <OfRole key={role} {...props} role={role} />
      ))}
      <Alarms {...props} />
    </SpaceBetween>
  );
}

const NONE: Record<MetricRole, string> = {
  goals: "Nothing decides yet. Add the one number that the change is made for.",
  secondary: "None.",
  guardrails: "Nothing is watched yet. Add what must not get worse: errors are a good first one.",
};

function OfRole({ draft, edit, role }: StepProps & { role: MetricRole }) {
  const metrics = draft.metrics[role];
  const { title, one, description } = ROLES[role];
  const set = (now: Metric[]) => edit((before) => withMetrics(before, role, now));
  const add = () => set([...metrics, newMetric(role, metricKeysOf(draft))]);
  return (
    <Container
      header={
        <Header
          variant="h2"
          counter={metrics.length > 0 ? `(${metrics.length})` : ""}
          description={description}
          actions={<Button onClick={add}>Add a {one}</Button>}
        >
          {title}
        </Header>
      }
    >
      <SpaceBetween size="l">
        {metrics.length === 0 && <Box color="text-body-secondary">{NONE[role]}</Box>}
        {metrics.map((metric, at) => (
          <MetricEditor
            key={at}
            place={`metrics.${role}.${at}`}
            role={role}
            metric={metric}
            change={(changed) => set(metrics.with(at, changed))}
            remove={() => set(metrics.toSpliced(at, 1))}
          />
        ))}
      </SpaceBetween>
    </Container>
  );
}

const WITHOUT_DATA: readonly Choice<WithoutData>[] = [
  { value: "ignore", label: "Ignore", description: "It does nothing." },
  { value: "roll_back", label: "Stop", description: "The same as an alarm that is on." },
];
/** Files can say it; it is offered to nobody. */
const HOLD: Choice<WithoutData> = {
  value: "hold",
  label: "Hold",
  description: "Of an experiment this is the same as to ignore it: only rollouts are held.",
};

/** Alarms that stop it. */
function Alarms({ draft, edit }: StepProps) {
  const { alarms, on_alarm, environment } = draft;
  const count = alarms.length;
  const answer = on_alarm.on_insufficient_data;
  return (
    <ExpandableSection
      variant="container"
      headerText={`Alarms that stop it${count > 0 ? ` (${count})` : ""}`}
      headerDescription={
        "Alarms of Amazon CloudWatch. When one goes on, everybody sees the control again."
      }
    >
      <SpaceBetween size="m">
        <AlarmNamesField
          environment={environment}
          value={alarms}
          onChange={(named) => edit((before) => ({ ...before, alarms: named }))}
        />
        {count > 0 && (
          <WithoutDataField
            choices={answer === "hold" ? [...WITHOUT_DATA, HOLD] : WITHOUT_DATA}
            value={answer}
            onChange={(value) => edit((before) => withoutData(before, value))}
          />
        )}
      </SpaceBetween>
    </ExpandableSection>
  );
}
