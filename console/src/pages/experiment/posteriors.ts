/** Posteriors as curves. */

import type { Posterior } from "../../api/types.js";
import type { Area, Line } from "../../parts/charts/LinePlot.js";

const SPOTS = 161;
const DEVIATIONS = 4;

/** A posterior as a normal curve, in a plot's units. */
interface Curve {
  line: Line;
  /** The part in which the treatment beats the control. */
  beats: Area;
}

/** The curve of one treatment's posterior. */
export function curveOf(
  posterior: Posterior,
  { factor, ink, name, isGoodAbove }: CurveStyle,
): Curve {
  const mean = posterior.mean * factor;
  const deviation = posterior.deviation * factor;
  const reach = DEVIATIONS * deviation;
  const step = (2 * reach) / (SPOTS - 1);
  const effects = Array.from({ length: SPOTS }, (_, number) => mean - reach + step * number);
  // Where 0 lies within it is a spot of its own: there the filled part begins.
  if (Math.abs(mean) < reach) effects.push(0);
  effects.sort((one, other) => one - other);
  const spots = effects.map((x) => ({ x, y: normal((x - mean) / deviation) / deviation }));
  const beating = spots.filter(({ x }) => (isGoodAbove ? x >= 0 : x <= 0));
  return {
    line: { name, ink, spots },
    beats: { ink, spots: beating.map(({ x, y }) => ({ x, low: 0, high: y })) },
  };
}

/** `isGoodAbove`: a larger effect is better. */
interface CurveStyle {
  factor: number;
  ink: string;
  name: string;
  isGoodAbove: boolean;
}

function normal(z: number): number {
  return Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
}
