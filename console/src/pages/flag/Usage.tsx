import Box from "@cloudscape-design/components/box";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import SegmentedControl from "@cloudscape-design/components/segmented-control";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { lazy, Suspense } from "react";
import { useFlagUsage } from "../../api/flags.js";
import type { Usage as Used } from "../../api/types.js";
import { counted } from "../../parts/counted.js";
import { Empty } from "../../parts/Empty.js";
import { Loaded, Waiting } from "../../parts/Loaded.js";
import { useParameter } from "../../parts/useParameter.js";
import { WhenByHour } from "../../parts/When.js";
import type { FlagTabProps } from "./tabs.js";
import { RANGES, type Range } from "./usage.js";

const DAYS = "days";
const USUAL = RANGES[1] ?? RANGES[0];
const ABOUT =
  "Counted where flags are answered, and approximate: the last half minute may be missing.";
// A chart is large, and most who look at a flag look at something else.
const UsageChart = lazy(async () => ({ default: (await import("./UsageChart.js")).UsageChart }));

/** How often a flag was evaluated in an environment, and which variants it answered. */
export function Usage({ stored, environment }: FlagTabProps) {
  const [range, choose] = useRange();
  const query = useFlagUsage(stored.key, environment, range.days);
  const actions = (
    <SegmentedControl
      label="How far back"
      selectedId={range.id}
      options={RANGES.map(({ id, label }) => ({ id, text: label }))}
      onChange={({ detail }) => choose(detail.selectedId)}
    />
  );
  const header = (
    <Header variant="h2" description={ABOUT}>
      Evaluations in {environment}
    </Header>
  );
  return (
    <Container header={header}>
      <SpaceBetween size="m">
        {actions}
        <Loaded query={query}>{(usage) => <Counted usage={usage} range={range} />}</Loaded>
      </SpaceBetween>
    </Container>
  );
}

function Counted({ usage, range }: { usage: Used; range: Range }) {
  if (usage.evaluations === 0) return <NotUsed usage={usage} />;
  return (
    <SpaceBetween size="m">
      <Box>
        {counted(usage.evaluations, "evaluation")} since {usage.since}, the last{" "}
        <WhenByHour at={usage.last_evaluation} />.
      </Box>
      <Suspense fallback={<Waiting />}>
        <UsageChart usage={usage} range={range} />
      </Suspense>
    </SpaceBetween>
  );
}

function NotUsed({ usage: { flag_key: flagKey, environment, since } }: { usage: Used }) {
  return (
    <Empty title={`${flagKey} was not evaluated in ${environment} since ${since}`}>
      If no application asks for it any more, archive it. If one should: does it use a key of{" "}
      {environment}, and the key {flagKey}? A client that evaluates by itself is not counted before
      it sends what it counted.
    </Empty>
  );
}

function useRange(): [Range, (id: string) => void] {
  const [days, choose] = useParameter(DAYS);
  return [RANGES.find(({ id }) => id === days) ?? USUAL, choose];
}
