/** Moments as people type them: a day and a time, where they are. */

interface DayAndTime {
  /** `2026-11-21`; empty for none. */
  day: string;
  /** `14:05`; empty for the beginning of the day. */
  time: string;
}

/** RFC 3339 in UTC, to the second; null as long as there is no whole day and time. */
export function momentOf({ day, time }: DayAndTime): string | null {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day) || !/^(\d{2}:\d{2})?$/.test(time)) return null;
  const moment = new Date(`${day}T${time || "00:00"}:00`);
  return Number.isNaN(moment.valueOf()) ? null : moment.toISOString().replace(/\.\d+Z$/, "Z");
}

/** A moment of RFC 3339 as it would be typed here. */
export function dayAndTimeOf(value: string | null): DayAndTime {
  const moment = new Date(value ?? "");
  if (Number.isNaN(moment.valueOf())) return { day: "", time: "" };
  const two = (number: number) => String(number).padStart(2, "0");
  const day = [moment.getFullYear(), two(moment.getMonth() + 1), two(moment.getDate())].join("-");
  return { day, time: `${two(moment.getHours())}:${two(moment.getMinutes())}` };
}
