import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Container from "@cloudscape-design/components/container";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";
import { useSegments } from "../../api/results.js";
import type { Segments } from "../../api/types.js";
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

function ByDimension({ segments: { dimensions, segments } }: { segments: Segments }) {
  const [chosen, choose] = useState(dimensions[0] ?? "");
  const options = dimensions.map((dimension) => ({ value: dimension, label: dimension }));
  const shown = segments.filter(({ dimension }) => dimension === chosen);
  return (
    <SpaceBetween size="l">
      {dimensions.length > 1 && (
        <FormField label="Dimension">
          <Select
            options={options}
            selectedOption={options.find(({ value }) => value === chosen) ?? null}
            onChange={({ detail }) => choose(detail.selectedOption.value ?? "")}
          />
        </FormField>
      )}
      {shown.map(({ value, metrics }) => (
        <div key={value}>
          <Box variant="h3">
            {chosen}: {value || "(none)"}
          </Box>
          {metrics.map((metric) => (
            <div key={metric.metric}>
              <Box variant="awsui-key-label">{metric.metric}</Box>
              <MetricTable metric={metric} label={`${metric.metric}, ${chosen} ${value || "none"}`} />
            </div>
          ))}
        </div>
      ))}
    </SpaceBetween>
  );
}
