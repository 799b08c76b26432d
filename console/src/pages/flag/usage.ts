/** What is drawn of a flag's usage: the numbers of the API, by moment and variant. */

import type { Usage } from "../../api/types.js";

/** How far back, and in which steps. Hours are kept for the last days alone. */
export interface Range {
  id: string;
  label: string;
  days: number;
  step: "hour" | "day" | "week";
}

export const RANGES: readonly [Range, ...Range[]] = [
  { id: "2", label: "2 days by hour", days: 2, step: "hour" },
  { id: "7", label: "7 days", days: 7, step: "day" },
  { id: "30", label: "30 days", days: 30, step: "day" },
  { id: "90", label: "90 days by week", days: 90, step: "week" },
];

/** One variant's evaluations: its bars, from the oldest on. */
export interface Series {
  variant: string;
  title: string;
  points: { x: string; y: number }[];
}

type Counts = Record<string, number>;

const HOUR_MS = 3_600_000;
const DAYS_OF_WEEK = 7;
const HOUR_LENGTH = "2026-11-21T09".length;
const DAY_LENGTH = "2026-11-21".length;
const NONE = "no variant: the default in your code";
const day = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", timeZone: "UTC" });

/** The evaluations of each variant, the most frequent first; moments without any are zero. */
export function seriesOf(usage: Usage, { step }: Range, now: number): Series[] {
  const counted = step === "hour" ? usage.hour_variants : usage.day_variants;
  const begin = step === "hour" ? beginOfHours(counted) : usage.since;
  const moments = momentsFrom(begin, step, now);
  const places = moments.map((moment) => ({
    x: written(moment, step),
    of: countsIn(counted, moment, step),
  }));
  const variants = Object.entries(usage.variants).sort(([, one], [, other]) => other - one);
  return variants.map(([variant]) => ({
    variant,
    title: variant || NONE,
    points: places.map(({ x, of }) => ({ x, y: of[variant] ?? 0 })),
  }));
}

/** The same as percent of what was evaluated at that moment; nothing where there was nothing. */
export function sharesOf(series: readonly Series[]): Series[] {
  const sums = (series[0]?.points ?? []).map((_, at) =>
    series.reduce((sum, { points }) => sum + (points[at]?.y ?? 0), 0),
  );
  const share = (y: number, sum: number) => (sum === 0 ? 0 : (100 * y) / sum);
  return series.map((one) => ({
    ...one,
    points: one.points.map(({ x, y }, at) => ({ x, y: share(y, sums[at] ?? 0) })),
  }));
}

/** Hours are there of as many days as they are kept. */
function beginOfHours(counted: Record<string, Counts>): string {
  const first = Object.keys(counted).sort()[0];
  return first ? first.slice(0, DAY_LENGTH) : "";
}

/** The beginnings of all steps from a day to now, as the API writes days and hours. */
function momentsFrom(begin: string, step: Range["step"], now: number): string[] {
  const length = step === "hour" ? HOUR_LENGTH : DAY_LENGTH;
  const ms = { hour: HOUR_MS, day: 24 * HOUR_MS, week: DAYS_OF_WEEK * 24 * HOUR_MS }[step];
  const first = Date.parse(`${begin}T00:00:00Z`);
  const moments: string[] = [];
  for (let at = first; at <= now; at += ms) {
    moments.push(new Date(at).toISOString().slice(0, length));
  }
  return moments;
}

function countsIn(counted: Record<string, Counts>, moment: string, step: Range["step"]): Counts {
  if (step !== "week") return counted[moment] ?? {};
  const first = Date.parse(`${moment}T00:00:00Z`);
  const end = new Date(first + DAYS_OF_WEEK * 24 * HOUR_MS).toISOString().slice(0, DAY_LENGTH);
  const days = Object.entries(counted).filter(([at]) => at >= moment && at < end);
  return days.reduce((sums, [, counts]) => added(sums, counts), {} as Counts);
}

function added(sums: Counts, counts: Counts): Counts {
  const both = Object.keys({ ...sums, ...counts });
  return Object.fromEntries(both.map((key) => [key, (sums[key] ?? 0) + (counts[key] ?? 0)]));
}

/** `21 Nov`, `21 Nov 09:00`; a week by the day that it begins with. All in UTC. */
function written(moment: string, step: Range["step"]): string {
  if (step !== "hour") return day.format(Date.parse(`${moment}T00:00:00Z`));
  return `${day.format(Date.parse(`${moment}:00:00Z`))} ${moment.slice(-2)}:00`;
}
