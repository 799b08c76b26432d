/** How numbers of a look read: effects with their intervals, rates and relative effects in percent,
 * and for what is undefined the reason. */

import type {
  Comparison,
  FinalEstimate,
  MetricResult,
  Point,
  Posterior,
  VariantResult,
} from "../../api/types.js";
import type { Piece } from "../../parts/charts/pieces.js";

/** What a number is multiplied with to be read, and the unit behind it. */
interface Scale {
  factor: number;
  unit: string;
  isSigned?: boolean;
}

/** A number with its interval, and why what there is not is undefined. */
interface Estimated {
  estimate: number | null;
  low: number | null;
  high: number | null;
  why: string;
}

/** `undefined`: why a number is null, by its name; a look of a series does not say it. */
type Reasons = object & { undefined?: { [name: string]: string } };

/** Types of metrics that are a share of the units. */
const RATES: readonly string[] = ["conversion_rate", "retention", "funnel_step"];
const SMALLEST_P_VALUE = 0.0001;
const MOST_CERTAIN = 0.999;
const MOST_DECIMALS = 9;
const UNDEFINED = "undefined";

const PERCENT: Scale = { factor: 100, unit: " %" };
export const RELATIVE: Scale = { factor: 100, unit: " %", isSigned: true };

/** How looks are accounted for, in words. */
export const DESIGNS: Record<string, string> = {
  obrien_fleming: "O'Brien-Fleming type alpha spending",
  pocock: "Pocock type alpha spending",
  power: "power family alpha spending",
  hsd: "Hwang-Shih-DeCani alpha spending",
  confidence_sequence: "confidence sequence",
  msprt: "mixture sequential probability ratio test",
  none: "one look, at the end",
  bayesian: "Bayesian",
};

export function isRate(metric: Pick<MetricResult, "type">): boolean {
  return RATES.includes(metric.type);
}

/** How the metric's own values read. */
function valueScale(metric: Pick<MetricResult, "type">): Scale {
  if (isRate(metric)) return PERCENT;
  return { factor: 1, unit: metric.type === "time_to_event" ? " s" : "" };
}

/** How differences between values of the metric read; rates differ by percentage points. */
export function effectScale(metric: Pick<MetricResult, "type">): Scale {
  if (isRate(metric)) return { factor: 100, unit: " points", isSigned: true };
  return { ...valueScale(metric), isSigned: true };
}

/** What a scale's unit is called at an axis. */
export function unitOf(scale: Scale, metric: Pick<MetricResult, "metric">): string {
  if (scale.unit === " points") return "percentage points";
  if (scale.unit === " s") return "seconds";
  return scale.unit.trim() || `in units of ${metric.metric}`;
}

/** A number, rounded so that a quarter of `width` has two digits, or to four digits; what is not
 * 0 never reads as 0. */
function numberText(number: number, scale: Scale, width?: number): string {
  const scaled = number * scale.factor;
  let decimals = decimalsOf(width ? (width * scale.factor) / 4 : scaled / 100);
  const isLost = Number(scaled.toFixed(decimals)) === 0;
  if (isLost) decimals = Math.max(decimals, decimalsOf(scaled * 10));
  const rounded = Number(scaled.toFixed(decimals)) + 0;
  const sign = scale.isSigned && rounded > 0 ? "+" : "";
  const digits = { minimumFractionDigits: decimals, maximumFractionDigits: decimals };
  return sign + rounded.toLocaleString("en", digits);
}

/** `10.20 % (9.63 % to 10.81 %)`: what the metric is in a variant. */
export function valueOf(metric: MetricResult, variant: VariantResult): Piece[] {
  const { value, low, high } = variant;
  const why = reasonOf(variant, "value", "interval");
  return estimated({ estimate: value, low, high, why }, valueScale(metric));
}

/** `+1.02 points (+0.21 to +1.83 points)`: treatment minus control. */
export function effectOf(metric: MetricResult, comparison: Comparison | Point): Piece[] {
  const { effect, low, high } = comparison;
  const why = reasonOf(comparison, "effect", "interval");
  return estimated({ estimate: effect, low, high, why }, effectScale(metric));
}

/** `+9.8 % (+2.1 % to +17.6 %)`: the effect as a share of the control's value. */
export function relativeOf(comparison: Comparison): Piece[] {
  const { relative_effect, relative_low: low, relative_high: high } = comparison;
  const why = reasonOf(comparison, "relative_effect", "relative_interval");
  return estimated({ estimate: relative_effect, low, high, why }, RELATIVE);
}

/** The estimate that a verdict is about, with its interval. */
export function finalOf(metric: MetricResult, final: FinalEstimate): Piece[] {
  const { effect, low, high } = final;
  return estimated({ estimate: effect, low, high, why: "" }, effectScale(metric));
}

/** A p-value to four places; very small ones as `< 0.0001`. */
export function pValueText(pValue: number | null): Piece[] {
  if (pValue === null) return [{ text: UNDEFINED }];
  const isTiny = pValue < SMALLEST_P_VALUE;
  return [{ text: isTiny ? "< 0.0001" : pValue.toFixed(4), number: pValue }];
}

/** `97.5 %`: the level of an interval; empty where there is none. */
export function levelText(alpha: number | null): string {
  return alpha === null ? "" : `${Number((100 - alpha * 100).toPrecision(4))} %`;
}

/** A probability as percent, which reads as certain only where it is. */
export function chanceText(chance: number): string {
  if (chance === 0 || chance === 1) return `${chance * 100} %`;
  if (chance > MOST_CERTAIN) return "> 99.9 %";
  if (chance < 1 - MOST_CERTAIN) return "< 0.1 %";
  return `${(chance * 100).toFixed(1)} %`;
}

/** The probabilities to beat the control and to be the best of all variants, and what is lost by
 * promoting and by keeping the control if that is wrong. */
export function posteriorOf(metric: MetricResult, posterior: Posterior): Piece[][] {
  const scale = { ...effectScale(metric), isSigned: false };
  const chances = [posterior.to_beat_control, posterior.to_be_best];
  const losses = [posterior.loss_of_promoting, posterior.loss_of_keeping];
  const width = 4 * posterior.deviation;
  return [
    ...chances.map((number) => [{ text: chanceText(number), number }]),
    ...losses.map((number) => [{ text: numberText(number, scale, width) + scale.unit, number }]),
  ];
}

/** `12,345`. */
export function countText(count: number): string {
  return count.toLocaleString("en");
}

/** A name of the API as words: `roll_back` is `roll back`. */
export function words(name: string): string {
  return name.replaceAll("_", " ");
}

/** Why intervals are undefined where a value is not: each reason once. */
export function gapsOf(metric: MetricResult): string[] {
  const parts: readonly Reasons[] = [...metric.variants, ...metric.comparisons];
  return [...new Set(parts.flatMap(({ undefined: why = {} }) => gapsIn(why)))];
}

function gapsIn(why: { [name: string]: string }): string[] {
  const hasValue = !("value" in why) && !("effect" in why);
  const ofInterval = hasValue ? why["interval"] : undefined;
  const ofRelative = "relative_effect" in why ? undefined : why["relative_interval"];
  const isOther = ofRelative && ofRelative !== ofInterval;
  return [
    ...(ofInterval ? [`interval ${UNDEFINED}, because ${ofInterval}`] : []),
    ...(isOther ? [`interval of the relative effect ${UNDEFINED}, because ${ofRelative}`] : []),
  ];
}

/** How a treatment was compared, in words. */
export function methodOf(comparison: Comparison): string {
  const { method, variance_reduction: share, effect_size: size } = comparison;
  const explained =
    share != null &&
    `what units did before explains ${numberText(share, PERCENT, 0.1)} % of the variance`;
  const sized = size != null && `effect size ${sizeText(size, comparison.effect_size_words)}`;
  return [method, explained, sized].filter(Boolean).join("; ");
}

function sizeText(size: number, told: string | undefined): string {
  const text = String(Number(size.toPrecision(3)));
  return told ? `${text} (${told})` : text;
}

function estimated({ estimate, low, high, why }: Estimated, scale: Scale): Piece[] {
  if (estimate === null) return [{ text: why ? `${UNDEFINED}, because ${why}` : UNDEFINED }];
  const width = low === null || high === null ? undefined : high - low;
  const shown = { text: numberText(estimate, scale, width) + scale.unit, number: estimate };
  return [shown, { text: " (" }, ...interval(low, high, scale), { text: ")" }];
}

function interval(low: number | null, high: number | null, scale: Scale): Piece[] {
  if (low === null && high === null) return [{ text: `interval ${UNDEFINED}` }];
  if (low === null) return [{ text: "at most " }, bounded(high ?? 0, scale)];
  if (high === null) return [{ text: "at least " }, bounded(low, scale)];
  const unit = scale.unit === PERCENT.unit ? scale.unit : "";
  return [
    { text: numberText(low, scale, high - low) + unit, number: low },
    { text: " to " },
    { text: numberText(high, scale, high - low) + scale.unit, number: high },
  ];
}

function bounded(end: number, scale: Scale): Piece {
  return { text: numberText(end, scale) + scale.unit, number: end };
}

function reasonOf(part: Reasons, ...names: string[]): string {
  return names.map((name) => part.undefined?.[name]).find(Boolean) ?? "";
}

function decimalsOf(width: number): number {
  const size = Math.abs(width);
  return size ? Math.min(MOST_DECIMALS, Math.max(0, 1 - Math.floor(Math.log10(size)))) : 2;
}
