import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Container from "@cloudscape-design/components/container";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";
import { useSegments } from "../../api/results.js";
import type { MetricResult, Segments } from "../../api/types.js";
import { Empty } from "../../parts/Empty.js";
import { Loaded } from "../../parts/Loaded.js";
import { MetricTable } from "./MetricTable.js";

const ABOUT =
  "They are corrected among all segments, and no verdict goes by them. Take what stands out here " +
  "as a question for another experiment.";

interface SegmentsFoundProps {
  experiment: string;
  run: number;
}

/** The newest look by dimension: exploratory, and marked so. */
export function SegmentsFound({ experiment, run }: SegmentsFoundProps) {
  const query = useSegments(experiment, run);
  return (
    <Container header={<Header variant="h2">Segments (exploratory)</Header>}>
      <Loaded query={query}>{(found) => <Segmented found={found} />}</Loaded>
    </Container>
  );
}

function Segmented({ found }: { found: Segments }) {
  if (found.dimensions.length === 0) {
    return (
      <Empty title="There is nothing to break down by">
        A dimension is an attribute by which results are broken down, such as the type of device.
        Name it in the plan before the start; a run keeps those it was started with.
      </Empty>
    );
  }
  return (
    <SpaceBetween size="m">
      <Alert type="info" header="Exploratory: these numbers decide nothing">
        {ABOUT}
      </Alert>
      <ByDimension segments={found} />
    </SpaceBetween>
  );
}

/** One metric by one dimension at a time. */
function ByDimension({ segments: { dimensions, segments } }: { segments: Segments }) {
  const [dimension, setDimension] = useState(dimensions[0] ?? "");
  const shown = segments.filter((one) => one.dimension === dimension);
  const metrics = shown[0]?.metrics.map(({ metric }) => metric) ?? [];
  const [metric, setMetric] = useState(metrics[0] ?? "");
  return (
    <SpaceBetween size="m">
      <SpaceBetween direction="horizontal" size="m">
        <Choice label="Metric" options={metrics} chosen={metric} choose={setMetric} />
        <Choice label="Dimension" options={dimensions} chosen={dimension} choose={setDimension} />
      </SpaceBetween>
      {shown.map(({ value, metrics: found }) => (
        <OfSegment
          key={value}
          name={`${dimension}: ${value || "(none)"}`}
          metric={found.find((one) => one.metric === metric)}
        />
      ))}
    </SpaceBetween>
  );
}

function OfSegment({ name, metric }: { name: string; metric: MetricResult | undefined }) {
  if (!metric) return null;
  return (
    <div>
      <Box variant="h3">{name}</Box>
      <MetricTable metric={metric} label={`${metric.metric}, ${name}`} />
    </div>
  );
}

interface ChoiceProps {
  label: string;
  options: readonly string[];
  chosen: string;
  choose: (option: string) => void;
}

function Choice({ label, options, chosen, choose }: ChoiceProps) {
  return (
    <FormField label={label}>
      <Select
        options={options.map((value) => ({ value, label: value }))}
        selectedOption={{ value: chosen, label: chosen }}
        onChange={({ detail }) => choose(detail.selectedOption.value ?? "")}
      />
    </FormField>
  );
}
