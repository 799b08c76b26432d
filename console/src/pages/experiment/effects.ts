/** The effect of one treatment as each look found it. */

import type { PlannedBound, Point, SeriesRow } from "../../api/types.js";
import type { Extent } from "../../parts/charts/scales.js";
import type { Area, Line, Spot } from "../../parts/charts/LinePlot.js";

/** A comparison at one look. */
export interface Seen {
  look: number;
  at: string;
  information: number;
  point: Point;
}

const EFFECT_AIR = 1.3;
const INTERVAL_AIR = 1.4;
const SAME_ALPHA = 1e-9;

/** What each look found of a treatment, oldest first; looks without an effect are left out. */
export function seenOf(looks: readonly SeriesRow[], metric: string, variant: string): Seen[] {
  return looks.flatMap(({ number, at, information, metrics }) => {
    const found = metrics.find((one) => one.metric === metric);
    const point = found?.comparisons.find((one) => one.variant === variant);
    return point && point.effect !== null ? [{ look: number, at, information, point }] : [];
  });
}

/** The line of the effect, multiplied by `factor`. */
export function effectLine(seen: readonly Seen[], factor: number, ink: string): Line {
  const spots = seen.map(({ information: x, point }) => ({ x, y: (point.effect ?? 0) * factor }));
  return { name: "effect", ink, spots, hasDots: true };
}

/** What lies within the intervals; where they are open there is nothing. */
export function intervalArea(seen: readonly Seen[], factor: number, ink: string): Area {
  const spots = seen.flatMap(({ information: x, point: { low, high } }) =>
    low === null || high === null ? [] : [{ x, low: low * factor, high: high * factor }],
  );
  return { ink, spots };
}

/** How far from 0 an effect has to be at each look: there its interval leaves out 0. Above and
 * below. */
export function boundLines(seen: readonly Seen[], factor: number): [Line, Line] {
  const along = (sign: 1 | -1): Spot[] =>
    seen.flatMap(({ information: x, point: { bound, se } }) =>
      bound === null || se === null ? [] : [{ x, y: sign * bound * se * factor }],
    );
  const [upper, lower] = [along(1), along(-1)];
  return [
    { name: "upper bound", ink: "bad", spots: upper, isDashed: true },
    { name: "lower bound", ink: "bad", spots: lower, isDashed: true },
  ];
}

/** The bounds of looks to come that are for comparisons like the newest one of these. */
export function boundsAhead(
  seen: readonly Seen[],
  planned: readonly PlannedBound[],
): readonly PlannedBound[] {
  const alpha = seen.at(-1)?.point.alpha ?? null;
  return planned.filter((one) => alpha !== null && Math.abs(one.alpha - alpha) < SAME_ALPHA);
}

/** How far from 0 an effect will have to be, from the newest look on: with more units its standard
 * error is less, as the root of their number grows. Above and below. */
export function aheadLines(
  seen: readonly Seen[],
  ahead: readonly PlannedBound[],
  factor: number,
): [Line, Line] {
  const last = seen.at(-1);
  const { se = null, bound = null } = last?.point ?? {};
  const along = (sign: 1 | -1): Spot[] => {
    if (!last || se === null || ahead.length === 0) return [];
    const now = bound === null ? [] : [{ x: last.information, y: sign * bound * se * factor }];
    const later = ahead.map(({ information, bound: wanted }) => ({
      x: information,
      y: sign * wanted * se * Math.sqrt(last.information / information) * factor,
    }));
    return [...now, ...later];
  };
  return [
    { name: "upper bound to come", ink: "muted", spots: along(1), isDashed: true },
    { name: "lower bound to come", ink: "muted", spots: along(-1), isDashed: true },
  ];
}

/** Room for all effects and the newest interval; bounds of early looks lie far beyond it. */
export function effectExtent(seen: readonly Seen[], factor: number): Extent {
  const newest = seen.at(-1)?.point;
  const ends = [newest?.low ?? 0, newest?.high ?? 0].map((end) => INTERVAL_AIR * Math.abs(end));
  const effects = seen.map(({ point }) => EFFECT_AIR * Math.abs(point.effect ?? 0));
  const limit = Math.max(...ends, ...effects) * factor || 1;
  return [-limit, limit];
}
