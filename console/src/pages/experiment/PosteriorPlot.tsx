import type { MetricResult, Posterior } from "../../api/types.js";
import { Figure } from "../../parts/charts/Figure.js";
import { inkOf } from "../../parts/charts/inks.js";
import { LinePlot } from "../../parts/charts/LinePlot.js";
import { NumberTable } from "../../parts/charts/NumberTable.js";
import { extentOf } from "../../parts/charts/scales.js";
import { Told } from "../../parts/charts/Told.js";
import { curveOf } from "./posteriors.js";
import { chanceText, effectScale, posteriorOf, unitOf } from "./resultWords.js";

const HEIGHT = 260;
const AIR = 1.08;
const COLUMNS = [
  "treatment",
  "beats the control",
  "is the best",
  "loss of promoting",
  "loss of keeping",
  "prior",
];
const ABOUT = "The filled part is the probability to beat the control.";
const DECIDES = "With this plan the posterior decides.";
const BESIDE =
  "It stands beside the interval, decides nothing, and claims no rate of false alarms when it is " +
  "looked at again and again.";

interface PosteriorPlotProps {
  metric: MetricResult;
  /** Whether the plan decides by it. */
  decides: boolean;
}

/** How probable each effect is by the Bayesian analysis; nothing where there is none. */
export function PosteriorPlot({ metric, decides }: PosteriorPlotProps) {
  const found = metric.comparisons.flatMap(({ variant, posterior }, at) =>
    posterior && posterior.deviation > 0 ? [{ variant, posterior, place: at + 1 }] : [],
  );
  if (found.length === 0) return null;
  const scale = effectScale(metric);
  const curves = found.map(({ variant, posterior, place }) =>
    curveOf(posterior, {
      factor: scale.factor,
      ink: inkOf(place),
      name: `${variant}: ${chanceText(posterior.to_beat_control)} to beat the control`,
      isGoodAbove: metric.direction !== "decrease",
    }),
  );
  const spots = curves.flatMap(({ line }) => line.spots);
  const highest = Math.max(...spots.map(({ y }) => y));
  return (
    <Figure
      title={`Posterior of the effect on ${metric.metric}`}
      about={`${ABOUT} ${decides ? DECIDES : BESIDE}`}
      legend={curves.map(({ line: { name, ink } }) => ({ name, ink }))}
      height={HEIGHT}
      table={<PosteriorTable metric={metric} found={found} />}
    >
      {(width) => (
        <LinePlot
          width={width}
          height={HEIGHT}
          x={{
            extent: extentOf([0, ...spots.map(({ x }) => x)]),
            label: `effect, ${unitOf(scale, metric)}`,
          }}
          y={{ extent: [0, AIR * highest], label: "", isBare: true }}
          lines={curves.map(({ line }) => line)}
          areas={curves.map(({ beats }) => beats)}
        />
      )}
    </Figure>
  );
}

interface PosteriorTableProps {
  metric: MetricResult;
  found: readonly { variant: string; posterior: Posterior }[];
}

function PosteriorTable({ metric, found }: PosteriorTableProps) {
  const rows = found.map(({ variant, posterior }) => ({
    key: variant,
    cells: [
      variant,
      ...posteriorOf(metric, posterior).map((pieces, at) => <Told key={at} pieces={pieces} />),
      posterior.prior,
    ],
  }));
  return <NumberTable label={`Posterior of ${metric.metric}`} columns={COLUMNS} rows={rows} />;
}
