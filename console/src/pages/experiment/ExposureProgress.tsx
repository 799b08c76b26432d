import ColumnLayout from "@cloudscape-design/components/column-layout";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import ProgressBar from "@cloudscape-design/components/progress-bar";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { Run, Sums } from "../../api/types.js";
import { written } from "../../parts/moments.js";
import { When } from "../../parts/When.js";
import { ExposurePlot } from "./ExposurePlot.js";
import { countText } from "./resultWords.js";
import {
  afterDays,
  countedInAll,
  daysOf,
  plannedAt,
  plannedUnits,
  variantsOf,
} from "./standing.js";

const FULL = 100;

/** How many units and days there were of those planned, and how they came in. */
export function ExposureProgress({ run, sums }: { run: Run; sums: Sums }) {
  return (
    <Container
      header={
        <Header variant="h2" description={<Pace run={run} sums={sums} />}>
          Exposures
        </Header>
      }
    >
      <SpaceBetween size="l">
        <ColumnLayout columns={2}>
          <Units run={run} sums={sums} />
          <Days run={run} />
        </ColumnLayout>
        <ExposurePlot run={run} sums={sums} />
      </SpaceBetween>
    </Container>
  );
}

function Units({ run, sums }: { run: Run; sums: Sums }) {
  const units = countedInAll(sums);
  const planned = plannedUnits(run);
  const of = `${countText(planned ?? 0)} planned in ${variantsOf(run).length} variants`;
  const told =
    planned === null
      ? `${countText(units)} units; the plan names no number`
      : `${countText(units)} of ${of}`;
  const value = planned === null ? 0 : share(units, planned);
  return (
    <ProgressBar
      value={value}
      label="Units"
      description={told}
      ariaLabel={`Units: ${told}`}
      {...(planned === null && { resultText: "" })}
    />
  );
}

function Days({ run }: { run: Run }) {
  const least = run.plan?.minimum_days ?? 0;
  const days = daysOf(run, Date.now());
  const told = `${days.toFixed(1)} of at least ${least} ${least === 1 ? "day" : "days"}`;
  return (
    <ProgressBar value={share(days, least)} label="Days" description={told} ariaLabel={told} />
  );
}

/** When enough will be there, as far as that can be known. */
function Pace({ run, sums }: { run: Run; sums: Sums }) {
  const now = Date.now();
  const at = plannedAt(run, countedInAll(sums), now);
  if (run.ended_at) return <>The run has ended: nobody new comes in.</>;
  const least = afterDays(run, run.plan?.minimum_days ?? 0);
  return (
    <>
      {at && (
        <>
          At this pace the planned units are there <When at={at} />.{" "}
        </>
      )}
      {Date.parse(least) > now && <>The least number of days is over on {written(least)}.</>}
    </>
  );
}

function share(part: number, whole: number): number {
  return Math.min(FULL, Math.floor((FULL * part) / (whole || 1)));
}
