import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import ExpandableSection from "@cloudscape-design/components/expandable-section";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { Metric } from "../../api/types.js";
import { ProblemsHere } from "../../parts/fields/FieldProblems.js";
import { TagField } from "../../parts/fields/TagField.js";
import { METRIC_ROLES, metricKeysOf, type MetricRole, withMetrics } from "./draft.js";
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

/** Alarms that stop it. */
function Alarms({ draft, edit }: StepProps) {
  const count = draft.alarms.length;
  return (
    <ExpandableSection
      variant="container"
      headerText={`Alarms that stop it${count > 0 ? ` (${count})` : ""}`}
      headerDescription={
        "Alarms of Amazon CloudWatch. When one rings, everybody sees the control again."
      }
    >
      <TagField
        label="Alarms"
        field="alarms"
        isOptional
        placeholder="Add the name of an alarm"
        value={draft.alarms}
        onChange={(alarms) => edit((before) => ({ ...before, alarms }))}
      />
    </ExpandableSection>
  );
}
