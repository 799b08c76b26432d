/** Durations as the API writes them (`90m`), in words. */

/** The units of durations, greatest first: letter, word, seconds. */
export const UNITS = [
  ["w", "week", 604_800],
  ["d", "day", 86_400],
  ["h", "hour", 3_600],
  ["m", "minute", 60],
  ["s", "second", 1],
] as const;

export type UnitLetter = (typeof UNITS)[number][0];

/** So many of one unit. */
export interface Span {
  count: number;
  unit: UnitLetter;
}

/** `90m` in its parts; undefined for anything else. */
export function spanOf(duration: string): Span | undefined {
  const found = /^(\d+)([smhdw])$/.exec(duration);
  return found ? { count: Number(found[1]), unit: found[2] as UnitLetter } : undefined;
}

/** Seconds of `90m`; 0 for what is no duration. */
export function secondsOf(duration: string): number {
  const span = spanOf(duration);
  const length = UNITS.find(([letter]) => letter === span?.unit)?.[2] ?? 0;
  return (span?.count ?? 0) * length;
}

/** `1 day`, `90 minutes`; what is no duration stands as it is. */
export function durationInWords(duration: string): string {
  const span = spanOf(duration);
  const word = UNITS.find(([letter]) => letter === span?.unit)?.[1];
  if (span === undefined || word === undefined) return duration;
  return `${span.count} ${word}${span.count === 1 ? "" : "s"}`;
}

/** Seconds in the greatest unit of which there are two, or one exactly: `2 days`, `90 minutes`. */
export function secondsInWords(seconds: number): string {
  const fits = UNITS.find(([, , length]) => seconds === length || seconds >= 2 * length);
  const [letter, , length] = fits ?? ["s", "second", 1];
  return durationInWords(`${Math.round(seconds / length)}${letter}`);
}
