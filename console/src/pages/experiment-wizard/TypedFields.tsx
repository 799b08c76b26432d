import SpaceBetween from "@cloudscape-design/components/space-between";
import type { ComponentType } from "react";
import { useNames } from "../../api/names.js";
import type { Metric } from "../../api/types.js";
import { ChoiceField } from "../../parts/fields/ChoiceField.js";
import { DurationField } from "../../parts/fields/DurationField.js";
import { NumberField, PercentField } from "../../parts/fields/NumberField.js";
import { SuggestField } from "../../parts/fields/SuggestField.js";
import { TagField } from "../../parts/fields/TagField.js";
import { TextField } from "../../parts/fields/TextField.js";
import type { MetricProps } from "./MetricEditor.js";
import { type Aggregation, AGGREGATIONS, type TypedField } from "./metricTypes.js";

const PROPERTY = "The number in the event's data that is taken.";

function ValueProperty({ metric, change }: MetricProps) {
  return (
    <TextField
      label="Property"
      field="value_property"
      description={PROPERTY}
      value={metric.value_property ?? "value"}
      longest={128}
      onChange={(value_property) => change({ ...metric, value_property })}
    />
  );
}

function HowAggregated({ metric, change }: MetricProps) {
  return (
    <ChoiceField<Aggregation | "">
      label="Aggregation"
      field="aggregation"
      description="How several events of one unit become one number."
      choices={AGGREGATIONS}
      value={metric.aggregation ?? ""}
      onChange={(aggregation) => change({ ...metric, aggregation: aggregation || null })}
    />
  );
}

type Measure = NonNullable<Metric["denominator"]>;

const NO_MEASURE: Measure = { event_name: "" };
/** A denominator has an aggregation of its own. */
const OF_MEASURES = AGGREGATIONS.filter(({ value }) => value !== "");

function Denominator({ metric, change }: MetricProps) {
  const { event_names } = useNames();
  const measure = metric.denominator ?? NO_MEASURE;
  const set = (changed: Partial<Measure>) =>
    change({ ...metric, denominator: { ...measure, ...changed } });
  return (
    <SpaceBetween size="m">
      <SuggestField
        label="Divided by the event"
        field="denominator.event_name"
        placeholder="order"
        suggestions={event_names}
        value={measure.event_name}
        onChange={(event_name) => set({ event_name })}
      />
      <div className="side-by-side">
        <ChoiceField<Aggregation | "">
          label="Aggregation of what it is divided by"
          field="denominator.aggregation"
          choices={OF_MEASURES}
          value={measure.aggregation ?? "sum"}
          onChange={(aggregation) => aggregation && set({ aggregation })}
        />
        <TextField
          label="Property of what it is divided by"
          field="denominator.value_property"
          value={measure.value_property ?? "value"}
          onChange={(value_property) => set({ value_property })}
        />
      </div>
    </SpaceBetween>
  );
}

function Cap({ metric, change }: MetricProps) {
  return (
    <NumberField
      label="Cap"
      field="cap"
      isOptional
      description={
        "A larger number of one unit counts as this one, so that a few cannot hide the " +
          "rest."
      }
      value={metric.cap ?? null}
      onChange={(cap) => change({ ...metric, cap })}
    />
  );
}

function Begin({ metric, change }: MetricProps) {
  return (
    <DurationField
      label="Counts from"
      field="begin"
      description="So long after the exposure; what comes before is no return."
      value={metric.begin ?? null}
      onChange={(begin) => change({ ...metric, begin })}
    />
  );
}

function After({ metric, change }: MetricProps) {
  const { event_names } = useNames();
  return (
    <TagField
      label="After these events"
      field="after"
      description="Those that have to come before, in this order; at most 4."
      placeholder="Add an event"
      suggestions={event_names}
      value={metric.after ?? []}
      onChange={(after) => change({ ...metric, after })}
    />
  );
}

function Quantile({ metric, change }: MetricProps) {
  return (
    <PercentField
      label="Quantile"
      field="quantile"
      description="90 %: nine of ten units are below it."
      value={metric.quantile ?? null}
      onChange={(quantile) => change({ ...metric, quantile })}
    />
  );
}

/** Fields that not every type of metric has. */
export const TYPED_FIELDS: Record<TypedField, ComponentType<MetricProps>> = {
  value_property: ValueProperty,
  aggregation: HowAggregated,
  denominator: Denominator,
  cap: Cap,
  begin: Begin,
  after: After,
  quantile: Quantile,
};
