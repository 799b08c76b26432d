/** RFC 3339 moments: what people write, what contexts carry, seconds in between. */

import { canonical } from "./json.js";

const CLOCK = String.raw`([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d)(?:\.(\d{1,9}))?)?`;
const OFFSET = String.raw`([Zz]|[+-](?:[01]\d|2[0-3]):[0-5]\d)?`;
const MOMENT = new RegExp(String.raw`^(\d{4}-\d{2}-\d{2})(?:[Tt ]${CLOCK}${OFFSET})?$`);
const DATE = /^(\d{4})-(\d{2})-(\d{2})$/;
const DURATION = /^(\d{1,6})([smhdw])$/;
const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };
const MILLISECONDS_FROM = 100_000_000_000; // larger numbers are milliseconds

export const DAY_SECONDS = 86_400;

/** A moment taken apart. Seconds are those of its wall clock, as if it showed UTC. */
export interface WrittenMoment {
  readonly wall: number;
  /** Whether it is a date alone. */
  readonly isDate: boolean;
  /** Seconds ahead of UTC; undefined where nothing is said. */
  readonly offset: number | undefined;
}

/**
 * Seconds since 1970 of an RFC 3339 text or a number; undefined for anything else.
 *
 * A date alone is its midnight in UTC, a time without an offset is UTC, a number of 1e11 and more
 * is milliseconds.
 */
export function secondsOf(moment: unknown): number | undefined {
  if (typeof moment === "bigint") return secondsOfWhole(canonical(moment));
  if (typeof moment === "number") return secondsOfWhole(moment);
  const written = parseMoment(moment);
  return written === undefined ? undefined : written.wall - (written.offset ?? 0);
}

function secondsOfWhole(number: number | bigint): number | undefined {
  if (typeof number === "bigint") return secondsOfWhole(Number(number / 1000n));
  const seconds = Math.abs(number) >= MILLISECONDS_FROM ? number / 1000 : number;
  return Number.isFinite(seconds) ? seconds : undefined;
}

/** A moment of a text; undefined for anything else. */
export function parseMoment(text: unknown): WrittenMoment | undefined {
  const match = typeof text === "string" ? MOMENT.exec(text) : null;
  const day = parseDate(match?.[1]);
  if (match === null || day === undefined) return undefined;
  const [, , hour, minute = 0, second = 0, fraction = "", zone] = match;
  const start = day * DAY_SECONDS;
  if (hour === undefined) return { wall: start, isDate: true, offset: undefined };
  const micros = Number(fraction.slice(0, 6).padEnd(6, "0"));
  const clock = Number(hour) * 3600 + Number(minute) * 60 + Number(second);
  return { wall: ((start + clock) * 1e6 + micros) / 1e6, isDate: false, offset: offsetOf(zone) };
}

function offsetOf(zone: string | undefined): number | undefined {
  if (zone === undefined || zone === "Z" || zone === "z") return zone && 0;
  const seconds = Number(zone.slice(1, 3)) * 3600 + Number(zone.slice(4)) * 60;
  return zone.startsWith("-") ? -seconds : seconds;
}

/** Seconds of `90s`, `15m`, `12h`, `30d` or `2w`; undefined for anything else. */
export function durationSeconds(text: unknown): number | undefined {
  const match = typeof text === "string" ? DURATION.exec(text) : null;
  return match === null ? undefined : Number(match[1]) * SECONDS[match[2]!]!;
}

/** Days since 1970 of `2026-12-25`; undefined for anything that is no date from year 1 on. */
export function parseDate(text: unknown): number | undefined {
  const match = typeof text === "string" ? DATE.exec(text) : null;
  if (match === null) return undefined;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  const exists = year > 0 && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return exists ? date.getTime() / (DAY_SECONDS * 1000) : undefined;
}

/** As other languages hold the time. */
export function roundedToMicroseconds(seconds: number): number {
  return Math.round(seconds * 1e6) / 1e6;
}
