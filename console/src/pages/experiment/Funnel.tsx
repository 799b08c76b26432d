import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { Results, Run, VariantResult } from "../../api/types.js";
import { inkOf } from "../../parts/charts/inks.js";
import { NumberTable } from "../../parts/charts/NumberTable.js";
import { Told } from "../../parts/charts/Told.js";
import { type FunnelPath, type FunnelStep, funnelsOf } from "./funnels.js";
import { valueOf } from "./resultWords.js";
import { variantsOf } from "./standing.js";

const ABOUT =
  "The share of all exposed units that came to each step, with its interval. What decides stands " +
  "with each metric above.";
const WHOLE = 100;

/** How far the units of each variant came; nothing where no metric is a step of a funnel. */
export function Funnel({ run, look }: { run: Run; look: Results }) {
  const paths = funnelsOf(run, look);
  if (paths.length === 0) return null;
  return (
    <Container
      header={
        <Header variant="h2" description={ABOUT}>
          Funnel
        </Header>
      }
    >
      <SpaceBetween size="l">
        {paths.map((path) => (
          <Path key={path.at(-1)?.metric.metric} path={path} run={run} />
        ))}
      </SpaceBetween>
    </Container>
  );
}

function Path({ path, run }: { path: FunnelPath; run: Run }) {
  const variants = variantsOf(run);
  const rows = path.map((step) => ({
    key: step.metric.metric,
    cells: [
      step.events.at(-1) ?? "",
      ...variants.map((key, place) => <Share key={key} step={step} variant={key} place={place} />),
    ],
  }));
  const label = `Funnel to ${path.at(-1)?.metric.metric ?? ""}`;
  return <NumberTable label={label} columns={["came to", ...variants]} rows={rows} />;
}

interface ShareProps {
  step: FunnelStep;
  variant: string;
  place: number;
}

/** One variant's share at one step, as a bar and in numbers. */
function Share({ step: { metric }, variant, place }: ShareProps) {
  const found: VariantResult | undefined = metric.variants.find((one) => one.variant === variant);
  if (!found) return <>–</>;
  return (
    <>
      <span className="share" aria-hidden="true">
        <span className={inkOf(place)} style={{ inlineSize: `${WHOLE * (found.value ?? 0)}%` }} />
      </span>
      <Told pieces={valueOf(metric, found)} />
    </>
  );
}
