import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { Experiment, Metric, StatisticalPlan } from "../../api/types.js";
import { NumberTable } from "../../parts/charts/NumberTable.js";
import { written } from "../../parts/moments.js";
import { Tags } from "../../parts/Tags.js";
import {
  endInWords,
  excludedInWords,
  includedInWords,
  metricInWords,
  planInWords,
  sharesOf,
  shownInWords,
} from "./designs.js";
import type { TabProps } from "./tabProps.js";

const ROLES = [
  ["goals", "goal"],
  ["secondary", "secondary"],
  ["guardrails", "guardrail"],
] as const;

const METRIC_COLUMNS = ["metric", "role", "made of", "good is"];

/** Who takes part, what each variant shows, what is measured, and how it is judged. */
export function Design({ stored }: TabProps) {
  const experiment = stored.document;
  return (
    <SpaceBetween size="l">
      {experiment.description && (
        <Container header={<Header variant="h2">Description</Header>}>
          {experiment.description}
        </Container>
      )}
      <Audience experiment={experiment} />
      <Variants experiment={experiment} />
      <Metrics experiment={experiment} />
      <Plan plan={experiment.plan ?? {}} />
    </SpaceBetween>
  );
}

function Audience({ experiment }: { experiment: Experiment }) {
  const { assignment, bucket_by, group, strata = [], tags = [] } = experiment;
  const per = strata.length > 0 ? ` per ${strata.join(", ")}` : "";
  const items = [
    { label: "Who", value: includedInWords(experiment) },
    { label: "But not", value: excludedInWords(experiment) || "–" },
    { label: "Traffic", value: `${experiment.traffic ?? 100} % of them` },
    { label: "Assignment", value: `${assignment} by ${bucket_by}${per}` },
    {
      label: "Exclusion group",
      value: group ? `${group.key}, from ${group.begin} % to ${group.end} % of its buckets` : "–",
    },
    { label: "Ends", value: endInWords(experiment, written) },
    { label: "Tags", value: <Tags tags={tags} /> },
  ];
  return (
    <Container header={<Header variant="h2">Audience</Header>}>
      <KeyValuePairs columns={3} items={items} />
    </Container>
  );
}

function Variants({ experiment }: { experiment: Experiment }) {
  const variants = experiment.variants ?? {};
  const shares = sharesOf(variants);
  const rows = Object.entries(variants).map(([key, { name }]) => ({
    key,
    cells: [
      key === experiment.control && key !== "control" ? `${key} (control)` : key,
      name || "–",
      `${Number((shares[key] ?? 0).toFixed(2))} %`,
      shownInWords(experiment, key),
    ],
  }));
  return (
    <Container header={<Header variant="h2">Variants</Header>}>
      <NumberTable label="Variants" columns={["variant", "name", "share", "shows"]} rows={rows} />
    </Container>
  );
}

function Metrics({ experiment }: { experiment: Experiment }) {
  const rows = ROLES.flatMap(([group, role]) =>
    (experiment.metrics?.[group] ?? []).map((metric: Metric) => ({
      key: metric.key,
      cells: [
        metric.key,
        role,
        metricInWords(metric),
        metric.direction === "decrease" ? "less" : "more",
      ],
    })),
  );
  return (
    <Container header={<Header variant="h2">Metrics</Header>}>
      {rows.length === 0 ? (
        "None yet. A goal is what the experiment is judged by; a guardrail must not get worse."
      ) : (
        <NumberTable label="Metrics" columns={METRIC_COLUMNS} rows={rows} />
      )}
    </Container>
  );
}

/** How results are judged. */
function Plan({ plan }: { plan: StatisticalPlan }) {
  const items = planInWords(plan).map(([label, value]) => ({ label, value }));
  return (
    <Container
      header={
        <Header variant="h2" description="Frozen with the start: every look goes by it.">
          Plan
        </Header>
      }
    >
      <KeyValuePairs columns={3} items={items} />
    </Container>
  );
}
