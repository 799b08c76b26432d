import type { Comparison, Finding, MetricResult } from "../../api/types.js";
import { Figure } from "../../parts/charts/Figure.js";
import type { Tone } from "../../parts/charts/inks.js";
import {
  IntervalPlot,
  type IntervalRow,
  intervalHeight,
  type Mark,
} from "../../parts/charts/IntervalPlot.js";
import { NumberTable } from "../../parts/charts/NumberTable.js";
import { plain } from "../../parts/charts/pieces.js";
import { Told } from "../../parts/charts/Told.js";
import { capital } from "./standing.js";
import { effectOf, effectScale, levelText, RELATIVE, relativeOf, unitOf } from "./resultWords.js";

const TONES: Partial<Record<Finding, Tone>> = {
  better: "good",
  safe: "good",
  worse: "bad",
  harmed: "bad",
};
const ABOUT =
  "The effects that the numbers leave possible, treatment against control. The verdict goes by " +
  "them, and they stay true however often somebody looks.";

interface IntervalsProps {
  metric: MetricResult;
  plan: { [name: string]: unknown };
}

/** The interval that decides of each treatment, beside no effect and the one that is asked for. */
export function Intervals({ metric, plan }: IntervalsProps) {
  const { comparisons } = metric;
  if (comparisons.every(({ effect }) => effect === null)) return null;
  const isRelative = comparisons.every(({ decided_on }) => decided_on === "relative_effect");
  const scale = isRelative ? RELATIVE : effectScale(metric);
  const unit = isRelative ? "per cent of the control" : unitOf(scale, metric);
  const what = isRelative ? "relative effect" : "effect";
  const rows = comparisons.map((one) => rowOf(metric, one, isRelative, scale.factor));
  const marks = isRelative ? marksOf(metric, Number(plan["worthwhile_effect"] ?? 0)) : [];
  return (
    <Figure
      title={`${capital(what)} on ${metric.metric}${levels(comparisons)}`}
      about={ABOUT}
      height={intervalHeight(rows.length)}
      table={<IntervalTable metric={metric} isRelative={isRelative} />}
    >
      {(width) => (
        <IntervalPlot
          width={width}
          rows={rows}
          marks={marks}
          axis={{ label: `${what}, ${unit}` }}
        />
      )}
    </Figure>
  );
}

/** `, with 95 % intervals`: the levels of the intervals that are shown. */
function levels(comparisons: readonly Comparison[]): string {
  const known = comparisons.filter(({ low, high }) => low !== null || high !== null);
  const told = [...new Set(known.map(({ alpha }) => levelText(alpha)))].filter(Boolean);
  return told.length > 0 ? `, with ${told.join(" and ")} intervals` : "";
}

function rowOf(
  metric: MetricResult,
  comparison: Comparison,
  isRelative: boolean,
  factor: number,
): IntervalRow {
  const [estimate, low, high] = endsOf(comparison, isRelative).map((end) =>
    end === null ? null : end * factor,
  ) as [number | null, number | null, number | null];
  const pieces = isRelative ? relativeOf(comparison) : effectOf(metric, comparison);
  const tone = TONES[comparison.finding] ?? "neutral";
  return { name: comparison.variant, said: shortPlain(plain(pieces)), estimate, low, high, tone };
}

/** Why something is undefined stands in the table. */
function shortPlain(text: string): string {
  return text.startsWith("undefined") ? "undefined" : text;
}

function endsOf(comparison: Comparison, isRelative: boolean): (number | null)[] {
  const { effect, low, high, relative_effect, relative_low, relative_high } = comparison;
  return isRelative ? [relative_effect, relative_low, relative_high] : [effect, low, high];
}

/** The effect that a treatment must exceed or, of a guardrail, the harm that is tolerated. */
function marksOf(metric: MetricResult, worthwhile: number): Mark[] {
  const isGuardrail = metric.part === "guardrail";
  const beyond = isGuardrail ? -(metric.margin ?? 0) : worthwhile;
  if (!beyond) return [];
  const sign = metric.direction === "decrease" ? -1 : 1;
  const at = beyond * sign * RELATIVE.factor;
  return [{ at, text: isGuardrail ? "margin" : "worthwhile", tone: isGuardrail ? "bad" : "good" }];
}

function IntervalTable({ metric, isRelative }: { metric: MetricResult; isRelative: boolean }) {
  const rows = metric.comparisons.map((one) => ({
    key: one.variant,
    cells: [
      one.variant,
      <Told key="said" pieces={isRelative ? relativeOf(one) : effectOf(metric, one)} />,
      levelText(one.alpha) || "–",
    ],
  }));
  const columns = ["treatment", isRelative ? "relative effect" : "effect", "level"];
  return <NumberTable label={`Intervals of ${metric.metric}`} columns={columns} rows={rows} />;
}
