import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { Experiment, MetricResult, Results, Run, Stored } from "../../api/types.js";
import { NumberTable } from "../../parts/charts/NumberTable.js";
import { Told } from "../../parts/charts/Told.js";
import { Empty } from "../../parts/Empty.js";
import { Marked } from "../../parts/Marked.js";
import { When } from "../../parts/When.js";
import { FindingTold } from "./FindingTold.js";
import { LookNow } from "./LookNow.js";
import { relativeOf, valueOf } from "./resultWords.js";

const COLUMNS = ["variant", "value", "relative effect", "finding"];

interface GuardrailReadingsProps {
  stored: Stored<Experiment>;
  run: Run;
  look: Results | null;
}

/** What the newest look says of each guardrail. */
export function GuardrailReadings({ stored, run, look }: GuardrailReadingsProps) {
  const guardrails = run.metrics.guardrails ?? [];
  const told = look && (
    <>
      By look {look.number}, <When at={look.at} />
    </>
  );
  const about = told ?? "What must not get worse. Judged with each look.";
  const header = (
    <Header
      variant="h2"
      description={about}
      actions={<LookNow stored={stored} run={run} look={look} />}
    >
      Guardrails
    </Header>
  );
  return (
    <Container header={header}>
      {guardrails.length === 0 ? (
        <Empty title="There are no guardrails">
          A guardrail is a metric that must not get worse, as errors or the time a page takes. A run
          keeps those that it was started with.
        </Empty>
      ) : look ? (
        <SpaceBetween size="l">
          {look.metrics
            .filter(({ part }) => part === "guardrail")
            .map((metric) => (
              <Reading key={metric.metric} metric={metric} />
            ))}
        </SpaceBetween>
      ) : (
        <Marked type="pending" meaning="open">
          {guardrails.map(({ key }) => key).join(", ")}: judged with the first look.
        </Marked>
      )}
    </Container>
  );
}

function Reading({ metric }: { metric: MetricResult }) {
  const rows = metric.variants.map((variant) => {
    const compared = metric.comparisons.find((one) => one.variant === variant.variant);
    const value = <Told pieces={valueOf(metric, variant)} />;
    if (!compared) return { key: variant.variant, cells: [variant.variant, value, "control", ""] };
    const relative = <Told pieces={relativeOf(compared)} />;
    const finding = <FindingTold finding={compared.finding} />;
    return { key: variant.variant, cells: [variant.variant, value, relative, finding] };
  });
  return (
    <div>
      <strong>{metric.metric}</strong> {limitsOf(metric)}
      <NumberTable label={`Guardrail ${metric.metric}`} columns={COLUMNS} rows={rows} />
    </div>
  );
}

/** What a guardrail is judged by beside its interval. */
function limitsOf({ direction, margin, threshold }: MetricResult): string {
  const good = direction === "decrease" ? "less is good" : "more is good";
  const beyond = direction === "decrease" ? "above" : "below";
  const limit = threshold == null ? [] : [`breached ${beyond} ${threshold}`];
  const harm = margin ? [`${100 * margin} % of harm are tolerated`] : [];
  return `(${[good, ...limit, ...harm].join("; ")})`;
}
