import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useNames } from "../../api/names.js";
import type { Metric } from "../../api/types.js";
import { ChoiceField } from "../../parts/fields/ChoiceField.js";
import type { Choice } from "../../parts/fields/choices.js";
import { DurationField } from "../../parts/fields/DurationField.js";
import { Inside, ProblemsHere } from "../../parts/fields/FieldProblems.js";
import { Further } from "../../parts/fields/Further.js";
import { renamed } from "../../parts/fields/keys.js";
import { NumberField, PercentField } from "../../parts/fields/NumberField.js";
import { SuggestField } from "../../parts/fields/SuggestField.js";
import { TextField } from "../../parts/fields/TextField.js";
import type { MetricRole } from "./draft.js";
import { asType, METRIC_TYPES, metricInWords, TYPE_CHOICES } from "./metricTypes.js";
import { TYPED_FIELDS } from "./TypedFields.js";

const DIRECTIONS: readonly Choice<NonNullable<Metric["direction"]>>[] = [
  { value: "increase", label: "More is good" },
  { value: "decrease", label: "Less is good" },
];

export interface MetricProps {
  metric: Metric;
  change: (metric: Metric) => void;
}

interface MetricEditorProps extends MetricProps {
  role: MetricRole;
  /** Where it is in the document. */
  place: string;
  remove: () => void;
}

/** One metric: its event, its type, and what this type needs. */
export function MetricEditor({ metric, change, role, place, remove }: MetricEditorProps) {
  const title = metric.name || metric.key;
  return (
    <Inside field={place}>
      <div className="metric" role="group" aria-label={title}>
        <SpaceBetween size="m">
          <div className="chosen-flag">
            <div>
              <Box variant="h3">{title}</Box>
              <Box color="text-body-secondary">
                {metric.event_name ? metricInWords(metric) : "Choose the event that it counts."}
              </Box>
            </div>
            <Button iconName="remove" ariaLabel={`Remove ${title}`} onClick={remove} />
          </div>
          <ProblemsHere />
          <Basics metric={metric} change={change} />
          {METRIC_TYPES[metric.type].needs.map((name) => {
            const TypedField = TYPED_FIELDS[name];
            return <TypedField key={name} metric={metric} change={change} />;
          })}
          {role === "guardrails" && <Limits metric={metric} change={change} />}
          <More metric={metric} change={change} />
        </SpaceBetween>
      </div>
    </Inside>
  );
}

function Basics({ metric, change }: MetricProps) {
  const { event_names } = useNames();
  return (
    <SpaceBetween size="m">
      <TextField
        label="Name"
        field="name"
        placeholder="Visitors who bought"
        value={metric.name ?? ""}
        longest={256}
        onChange={(name) => change({ ...metric, ...renamedMetric(metric, name) })}
      />
      <div className="side-by-side">
        <ChoiceField
          label="Type"
          field="type"
          choices={TYPE_CHOICES}
          value={metric.type}
          onChange={(type) => change(asType(metric, type))}
        />
        <SuggestField
          label="Event"
          field="event_name"
          placeholder="purchase"
          suggestions={event_names}
          value={metric.event_name}
          onChange={(event_name) => change({ ...metric, event_name })}
        />
      </div>
      <div className="side-by-side">
        <ChoiceField
          label="Direction"
          field="direction"
          choices={DIRECTIONS}
          value={metric.direction ?? "increase"}
          onChange={(direction) => change({ ...metric, direction })}
        />
        <DurationField
          label="Window"
          field="window"
          constraint="So long after the exposure events count."
          value={metric.window ?? "14d"}
          onChange={(window) => change({ ...metric, window: window ?? "" })}
        />
      </div>
    </SpaceBetween>
  );
}

/** With another name, which a key that nobody wrote follows. */
function renamedMetric({ name = "", key }: Metric, to: string) {
  const isMade = /^(metric|guardrail)(-\d+)?$/.test(key);
  const after = renamed({ name, key: isMade ? "" : key }, to);
  return { ...after, key: after.key || key };
}

function Limits({ metric, change }: MetricProps) {
  return (
    <div className="side-by-side">
      <NumberField
        label="Threshold"
        field="threshold"
        isOptional
        constraint="Beyond this value of a variant it is breached."
        value={metric.threshold ?? null}
        onChange={(threshold) => change({ ...metric, threshold })}
      />
      <PercentField
        label="Margin"
        field="margin"
        isOptional
        constraint={
          "The harm that is tolerated: more has to be ruled out before a treatment is " +
            "promoted."
        }
        value={metric.margin ?? 0}
        onChange={(margin) => change({ ...metric, margin: margin ?? 0 })}
      />
    </div>
  );
}

function More({ metric, change }: MetricProps) {
  return (
    <Further
      title="More about this metric"
      fields={["key", "attribution", "description", ...METRIC_TYPES[metric.type].takes]}
    >
      <SpaceBetween size="m">
        <TextField
          label="Key"
          field="key"
          description="What results call it."
          value={metric.key}
          onChange={(key) => change({ ...metric, key })}
        />
        {METRIC_TYPES[metric.type].takes.map((name) => {
          const TypedField = TYPED_FIELDS[name];
          return <TypedField key={name} metric={metric} change={change} />;
        })}
        <TextField
          label="Attribution"
          field="attribution"
          isOptional
          description="An entry of the events' attribution, as channel, by which it is broken down."
          value={metric.attribution ?? ""}
          longest={64}
          onChange={(attribution) => change({ ...metric, attribution: attribution || null })}
        />
        <TextField
          label="Description"
          field="description"
          isOptional
          rows={2}
          value={metric.description ?? ""}
          longest={2048}
          onChange={(description) => change({ ...metric, description })}
        />
      </SpaceBetween>
    </Further>
  );
}
