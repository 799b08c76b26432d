/** Durations as the API writes them: `90s`, `15m`, `12h`, `14d`, `2w`. */

export type DurationUnit = "s" | "m" | "h" | "d" | "w";

export const DURATION_UNITS: readonly { value: DurationUnit; label: string }[] = [
  { value: "s", label: "seconds" },
  { value: "m", label: "minutes" },
  { value: "h", label: "hours" },
  { value: "d", label: "days" },
  { value: "w", label: "weeks" },
];

const DURATION = /^(\d*)([smhdw])$/;

/** A duration's number as it was typed, and its unit. */
interface DurationTyped {
  count: string;
  unit: DurationUnit;
}

/** The parts of a duration; those of `fallback` where there is none. */
export function partsOf(duration: string | null, fallback: DurationUnit = "d"): DurationTyped {
  const found = DURATION.exec(duration ?? "");
  if (!found) return { count: duration ?? "", unit: fallback };
  return { count: found[1] ?? "", unit: found[2] as DurationUnit };
}

/** `14 days`; what is no duration stays as it is. */
export function durationInWords(duration: string): string {
  const { count, unit } = partsOf(duration);
  const words = DURATION_UNITS.find(({ value }) => value === unit)?.label ?? "";
  if (!DURATION.test(duration)) return duration;
  return `${count} ${count === "1" ? words.slice(0, -1) : words}`;
}
