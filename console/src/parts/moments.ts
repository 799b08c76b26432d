/** Times as people read them, from a moment on. */

const UNITS: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ["year", 365 * 86_400],
  ["month", 30 * 86_400],
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
];
const JUST_NOW_SECONDS = 60;
const HOUR_MS = 3_600_000;
const HOURS_OF_DAY = 24;
const relative = new Intl.RelativeTimeFormat("en", { numeric: "auto" });
const absolute = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "short" });

/** `3 hours ago`, `in 2 days`, `just now`. */
export function fromNow(moment: string, now: number): string {
  const seconds = (Date.parse(moment) - now) / 1000;
  for (const [unit, length] of UNITS) {
    if (Math.abs(seconds) >= length) return relative.format(Math.trunc(seconds / length), unit);
  }
  return Math.abs(seconds) < JUST_NOW_SECONDS ? "just now" : "";
}

/** The same of what was at any time in the hour that began then: `within the past 2 hours`. */
export function fromHour(hour: string, now: number): string {
  const hours = Math.max(1, Math.ceil((now - Date.parse(hour)) / HOUR_MS));
  if (hours > HOURS_OF_DAY) return fromNow(hour, now);
  return hours === 1 ? "within the past hour" : `within the past ${hours} hours`;
}

/** `21 Nov 2026, 14:05`, in this browser's time zone. */
export function written(moment: string): string {
  return absolute.format(Date.parse(moment));
}
