import Box from "@cloudscape-design/components/box";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator, {
  type StatusIndicatorProps,
} from "@cloudscape-design/components/status-indicator";
import type { Rollout, Standing } from "../../api/types.js";
import { Breakable } from "../../parts/Breakable.js";
import { Empty } from "../../parts/Empty.js";
import { When } from "../../parts/When.js";
import {
  boundOf,
  type Finding,
  findingOf,
  type Judged,
  pInWords,
  SIGNALS,
  valueOf,
} from "./standing.js";

const FINDINGS: Record<Finding, readonly [StatusIndicatorProps.Type, string]> = {
  breached: ["error", "Breached"],
  told: ["warning", "Breached, but its trigger is off"],
  "not met": ["pending", "Criterion not met yet"],
  "not judged": ["pending", "Not judged yet"],
  fine: ["success", "Fine"],
};
const ABOUT_P =
  "p of harm: how likely it is to see at least so much harm by chance alone. Small means that it " +
  "is hardly chance; the least value so far is shown.";

interface GuardrailsProps {
  rollout: Rollout;
  standing: Standing;
}

/** What the new variant must not make worse, as it was judged last. */
export function Guardrails({ rollout, standing }: GuardrailsProps) {
  const guardrails = rollout.guardrails ?? [];
  const about = standing.judged_at && (
    <>
      Judged <When at={standing.judged_at} />. {unitsSeen(standing)}
    </>
  );
  const header = (
    <Header variant="h2" counter={`(${guardrails.length})`} description={about}>
      Guardrails
    </Header>
  );
  if (guardrails.length === 0) {
    return (
      <Container header={header}>
        <Empty title="Nothing is compared">
          A guardrail is a number that must not get worse, as errors or waiting. Without one, time
          and alarms alone decide how it goes on.
        </Empty>
      </Container>
    );
  }
  return (
    <Container header={header}>
      <SpaceBetween size="l">
        {guardrails.map((guardrail) => {
          const { key } = guardrail.metric;
          const reading = standing.readings.find((one) => one.guardrail === key);
          const breaches = standing.breaches.filter((one) => one.guardrail === key);
          const judged = { guardrail, reading, breaches };
          return <One key={key} judged={judged} variant={rollout.variant} />;
        })}
        <Box variant="small">{ABOUT_P}</Box>
      </SpaceBetween>
    </Container>
  );
}

function One({ judged, variant }: { judged: Judged; variant: string }) {
  const { guardrail, reading, breaches } = judged;
  const { metric, criterion, signal } = guardrail;
  const about = `${SIGNALS[signal ?? "custom"]}: ${metric.name || metric.key}`;
  const [type, word] = FINDINGS[findingOf(judged)];
  const values = Object.entries(reading?.values ?? {}).sort(([key]) => (key === variant ? -1 : 1));
  const items = [
    ...values.map(([key, value]) => ({
      label: key === variant ? `${key} (new)` : `${key} (old)`,
      value: valueOf(metric.type, value),
    })),
    { label: "p of harm", value: reading ? pInWords(reading.p_value) : "not judged yet" },
    ...(criterion == null
      ? []
      : [{ label: "Before the next stage", value: boundOf(guardrail, criterion) }]),
    ...(metric.threshold == null
      ? []
      : [{ label: "Threshold", value: boundOf(guardrail, metric.threshold) }]),
  ];
  const sentences = [reading?.detail, ...breaches.map(({ detail }) => detail)].filter(Boolean);
  return (
    <section aria-label={`Guardrail ${metric.key}`}>
      <SpaceBetween size="xs">
        <Header
          variant="h3"
          description={<Breakable text={about} />}
          actions={<StatusIndicator type={type}>{word}</StatusIndicator>}
        >
          {metric.key}
        </Header>
        <KeyValuePairs columns={4} items={items} />
        {sentences.map((sentence) => (
          <Box key={sentence}>{sentence}</Box>
        ))}
      </SpaceBetween>
    </section>
  );
}

function unitsSeen({ units }: Standing): string {
  const each = Object.entries(units).map(
    ([key, seen]) => `${seen.toLocaleString("en")} saw ${key}`,
  );
  return each.length > 0 ? `Of the units compared in this stage, ${each.join(" and ")}.` : "";
}
