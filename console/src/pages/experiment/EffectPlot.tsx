import type { MetricResult, PlannedBound, Series } from "../../api/types.js";
import { Figure } from "../../parts/charts/Figure.js";
import { inkOf } from "../../parts/charts/inks.js";
import { LinePlot } from "../../parts/charts/LinePlot.js";
import { NumberTable } from "../../parts/charts/NumberTable.js";
import { extentOf } from "../../parts/charts/scales.js";
import { Told } from "../../parts/charts/Told.js";
import { written } from "../../parts/moments.js";
import {
  aheadLines,
  boundLines,
  boundsAhead,
  effectExtent,
  effectLine,
  intervalArea,
  type Seen,
  seenOf,
} from "./effects.js";
import { FindingTold } from "./FindingTold.js";
import { countText, effectOf, effectScale, pValueText, unitOf } from "./resultWords.js";

const HEIGHT = 260;
const AIR = 0.05;
const ABOUT =
  "The line is the effect as each look found it, the area its interval. Where the line is beyond " +
  "the dashed bounds, the interval leaves out 0 and the look may stop the run.";
const AHEAD = { name: "bound of looks to come", ink: "muted", isDashed: true };
const COLUMNS = [
  "look",
  "at",
  "units",
  "effect",
  "bound, in standard errors",
  "p-value",
  "finding",
];

interface EffectPlotProps {
  metric: MetricResult;
  variant: string;
  /** Of the treatment among all variants. */
  place: number;
  series: Series;
}

/** The effect of a treatment as all looks found it, between the bounds of the plan. */
export function EffectPlot({ metric, variant, place, series }: EffectPlotProps) {
  const seen = seenOf(series.items, metric.metric, variant);
  if (seen.length === 0) return null;
  const scale = effectScale(metric);
  const ink = inkOf(place);
  const ahead = boundsAhead(seen, series.planned);
  const units = [...seen, ...ahead].map(({ information }) => information);
  const bounds = [...boundLines(seen, scale.factor), ...aheadLines(seen, ahead, scale.factor)];
  return (
    <Figure
      title={`${variant}: effect on ${metric.metric} over ${told(seen.length)}, with its bounds`}
      about={ABOUT}
      legend={[
        { name: "effect and interval", ink },
        { name: "bound", ink: "bad", isDashed: true },
        ...(ahead.length > 0 ? [AHEAD] : []),
      ]}
      height={HEIGHT}
      table={<LookTable {...{ metric, variant, seen, ahead }} />}
    >
      {(width) => (
        <LinePlot
          width={width}
          height={HEIGHT}
          x={{ extent: extentOf(units, AIR), label: "units that had come in" }}
          y={{
            extent: effectExtent(seen, scale.factor),
            label: `effect, ${unitOf(scale, metric)}`,
          }}
          lines={[...bounds, effectLine(seen, scale.factor, ink)]}
          areas={[intervalArea(seen, scale.factor, ink)]}
        />
      )}
    </Figure>
  );
}

function told(looks: number): string {
  return looks === 1 ? "1 look" : `${looks} looks`;
}

interface LookTableProps {
  metric: MetricResult;
  variant: string;
  seen: readonly Seen[];
  ahead: readonly PlannedBound[];
}

function LookTable({ metric, variant, seen, ahead }: LookTableProps) {
  const taken = seen.map(({ look, at, information, point }) => ({
    key: String(look),
    cells: [
      `Look ${look}`,
      written(at),
      <Told key="units" pieces={[{ text: countText(information), number: information }]} />,
      <Told key="effect" pieces={effectOf(metric, point)} />,
      point.bound === null ? "none yet" : <Bound key="bound" bound={point.bound} />,
      <Told key="p" pieces={pValueText(point.p_value)} />,
      <FindingTold key="finding" finding={point.finding} />,
    ],
  }));
  const coming = ahead.map(({ information, bound }) => ({
    key: `at ${information}`,
    cells: [
      "to come",
      "",
      <Told key="units" pieces={[{ text: countText(information), number: information }]} />,
      "",
      <Bound key="bound" bound={bound} />,
      "",
      "",
    ],
  }));
  const rows = [...taken, ...coming];
  const label = `Looks at ${metric.metric}, ${variant}`;
  return <NumberTable label={label} columns={COLUMNS} rows={rows} />;
}

function Bound({ bound }: { bound: number }) {
  return <Told pieces={[{ text: bound.toFixed(2), number: bound }]} />;
}
