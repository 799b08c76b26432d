import type { Comparison, MetricResult, VariantResult } from "../../api/types.js";
import { NumberTable } from "../../parts/charts/NumberTable.js";
import type { Piece } from "../../parts/charts/pieces.js";
import { Told } from "../../parts/charts/Told.js";
import { FindingTold } from "./FindingTold.js";
import { countText, effectOf, levelText, pValueText, relativeOf, valueOf } from "./resultWords.js";

const COLUMNS = [
  "variant",
  "units",
  "value",
  "effect",
  "relative effect",
  "level",
  "p-value",
  "corrected",
  "finding",
];

/** Each variant's units and value and, of treatments, the comparison with the control. */
export function MetricTable({ metric, label }: { metric: MetricResult; label?: string }) {
  const columns = COLUMNS.filter((column) => column !== "corrected" || isCorrected(metric));
  const rows = metric.variants.map((variant) => ({
    key: variant.variant,
    cells: cellsOf(metric, variant),
  }));
  const name = label ?? `Numbers of ${metric.metric}`;
  return <NumberTable label={name} columns={columns} rows={rows} />;
}

function cellsOf(metric: MetricResult, variant: VariantResult) {
  const compared = metric.comparisons.find((one) => one.variant === variant.variant);
  const units = [{ text: countText(variant.units), number: variant.units }];
  return [
    variant.variant,
    <Told key="units" pieces={units} />,
    <Told key="value" pieces={valueOf(metric, variant)} />,
    ...(compared ? comparedCells(metric, compared) : controlCells(metric)),
  ];
}

function comparedCells(metric: MetricResult, compared: Comparison) {
  const corrected = isCorrected(metric) ? [pValueText(compared.adjusted_p_value)] : [];
  const told: Piece[][] = [
    effectOf(metric, compared),
    relativeOf(compared),
    [{ text: levelText(compared.alpha) }],
    pValueText(compared.p_value),
    ...corrected,
  ];
  return [
    ...told.map((pieces, at) => <Told key={at} pieces={pieces} />),
    <FindingTold key="finding" finding={compared.finding} />,
  ];
}

/** The control is what the others are compared with. */
function controlCells(metric: MetricResult): string[] {
  const others = isCorrected(metric) ? 5 : 4;
  return [...Array<string>(others).fill(""), "control"];
}

/** Whether there are several comparisons, for which p-values are corrected. */
function isCorrected(metric: MetricResult): boolean {
  return metric.comparisons.some(({ family }) => family > 1);
}
