/** Operators that ask what time it is, each in a named time zone. */

import type { ExactJson } from "./json.js";
import type { Operator } from "./predicates.js";
import { DAY_SECONDS, parseDate, parseMoment, roundedToMicroseconds } from "./timestamps.js";
import { Zone } from "./zones.js";

const DAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
const MONTHS = [
  ...["january", "february", "march", "april", "may", "june", "july"],
  ...["august", "september", "october", "november", "december"],
];
const SEASONS = ["winter", "spring", "summer", "autumn"] as const;
const LAST_DAY = parseDate("9999-12-31");

type Season = (typeof SEASONS)[number];

/** A moment on the wall: its day since 1970, and the seconds since midnight. */
interface Wall {
  readonly day: number;
  readonly second: number;
}

/** The meteorological season: whole months, winter being December to February in the north. */
export function seasonOf(month: number, hemisphere: string): Season {
  const shift = hemisphere === "north" ? 0 : 2;
  return SEASONS[(Math.floor((month % 12) / 3) + shift) % 4]!;
}

interface Period {
  readonly start?: string;
  readonly end?: string;
  readonly timezone?: string;
}

const dateBetween: Operator = (_attribute, value, { clock }) => {
  const { start, end, timezone = "UTC" } = value as unknown as Period;
  const zone = new Zone(timezone);
  const first = start === undefined ? -Infinity : boundOf(start, zone, false);
  const last = end === undefined ? Infinity : boundOf(end, zone, true);
  return () => {
    const now = clock();
    return first <= now && now < last;
  };
};

/** A bound in a zone: a date alone begins, or as an end closes, its local day. */
function boundOf(text: string, zone: Zone, isEnd: boolean): number {
  const moment = parseMoment(text);
  if (moment === undefined) throw new Error(`${text} is no moment`);
  if (moment.offset !== undefined) return moment.wall - moment.offset;
  if (!moment.isDate || !isEnd) return zone.momentOf(moment.wall);
  // People write 9999-12-31 for "never ends".
  return parseDate(text) === LAST_DAY ? Infinity : zone.momentOf(moment.wall + DAY_SECONDS);
}

function timeOfDay(value: { readonly from: string; readonly to: string }) {
  const [start, end] = [secondOfDay(value.from), secondOfDay(value.to)];
  if (start < end) return ({ second }: Wall) => start <= second && second < end;
  return ({ second }: Wall) => second >= start || second < end;
}

function secondOfDay(time: string): number {
  const [hour = 0, minute = 0, second = 0] = time.split(":").map(Number);
  return hour * 3600 + minute * 60 + second;
}

function dayOfWeek(value: { readonly days: readonly string[] }) {
  const days = new Set(value.days.map((day) => DAYS.indexOf(day)));
  return ({ day }: Wall) => days.has((((day + 3) % 7) + 7) % 7); // the first of 1970 was a Thursday
}

function month(value: { readonly months: readonly string[] }) {
  const months = new Set(value.months.map((name) => MONTHS.indexOf(name) + 1));
  return (wall: Wall) => months.has(monthOf(wall));
}

function season(value: { readonly seasons: readonly string[]; readonly hemisphere: string }) {
  const seasons = new Set(value.seasons);
  return (wall: Wall) => seasons.has(seasonOf(monthOf(wall), value.hemisphere));
}

function holiday(value: { readonly dates: readonly string[] }) {
  const once = new Set(value.dates.map(parseDate));
  const yearly = new Set(value.dates);
  return (wall: Wall) => once.has(wall.day) || yearly.has(dateOf(wall).toISOString().slice(5, 10));
}

function monthOf(wall: Wall): number {
  return dateOf(wall).getUTCMonth() + 1;
}

function dateOf(wall: Wall): Date {
  return new Date(wall.day * DAY_SECONDS * 1000);
}

/** `makeTest` takes the value of the operator as its author wrote it, without the zone. */
function byWall<Value>(makeTest: (value: Value) => (wall: Wall) => boolean): Operator {
  return (_attribute, value: ExactJson, { clock }) => {
    const { timezone = "UTC" } = value as { readonly timezone?: string };
    const zone = new Zone(timezone);
    const test = makeTest(value as Value);
    return () => {
      const shown = zone.wallAt(Math.floor(roundedToMicroseconds(clock())));
      const day = Math.floor(shown / DAY_SECONDS);
      return test({ day, second: shown - day * DAY_SECONDS });
    };
  };
}

export const TEMPORAL: Readonly<Record<string, Operator>> = {
  date_between: dateBetween,
  time_of_day: byWall(timeOfDay),
  day_of_week: byWall(dayOfWeek),
  month: byWall(month),
  season: byWall(season),
  holiday: byWall(holiday),
};
