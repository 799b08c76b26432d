/** What can be given to operators: what each begins with, and what is wrong with a value of it. */

import type { Json } from "../../api/types.js";

/** Lists of names to choose from. */
export const CHOICES = {
  days: ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"],
  months: [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
  ],
  seasons: ["winter", "spring", "summer", "autumn"],
  levels: ["none", "low", "medium", "high"],
} as const;
export const HEMISPHERES = ["north", "south"] as const;

interface Input {
  initial: Json;
  problem: (value: Json | undefined) => string | undefined;
}

const HOURS = "([01]\\d|2[0-3]):[0-5]\\d";
const OFFSET = `([Zz]|[+-]${HOURS})?`;
const MOMENT = new RegExp(
  `^\\d{4}-\\d{2}-\\d{2}([Tt ]${HOURS}(:[0-5]\\d(\\.\\d{1,9})?)?${OFFSET})?$`,
);
const VERSION =
  /^v?\d{1,9}(\.\d{1,9}){0,2}(-[0-9A-Za-z-]+(\.[0-9A-Za-z-]+)*)?(\+[0-9A-Za-z.-]+)?$/;
const DURATION = /^(?!0+[smhdw]$)\d{1,6}[smhdw]$/;
const TIME = new RegExp(`^${HOURS}(:[0-5]\\d)?$`);
const YEARLY = /^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/;
const LONGEST_PATTERN = 1024;

const MOMENT_ADVICE = "Write a date such as 2026-11-21, or a moment: 2026-11-21T09:30:00Z.";
const isText = (value: Json | undefined): value is string => typeof value === "string";
const isNumber = (value: Json | undefined) => typeof value === "number" && Number.isFinite(value);
const isFilled = (value: Json | undefined) => isText(value) && value !== "";

export const INPUTS = {
  nothing: { initial: null, problem: () => undefined },
  scalar: { initial: "", problem: unless(isScalar, "Write a number.") },
  scalars: { initial: [], problem: unless(isList, "Add at least one value.") },
  text: { initial: "", problem: unless(isText, "Write a text.") },
  pattern: {
    initial: "",
    problem: unless(
      (value) => isText(value) && value.length <= LONGEST_PATTERN,
      "Write a regular expression of at most 1,024 characters.",
    ),
  },
  number: { initial: null, problem: unless(isNumber, "Write a number.") },
  version: { initial: "", problem: fits(VERSION, "Write a version such as 2.14.0.") },
  networks: { initial: [], problem: unless(isSomeText, "Add a network such as 10.0.0.0/8.") },
  moment: { initial: "", problem: unless(isMoment, MOMENT_ADVICE) },
  segment: { initial: "", problem: unless(isFilled, "Choose a segment.") },
  latitude: { initial: null, problem: between(90) },
  longitude: { initial: null, problem: between(180) },
  zone: { initial: "", problem: unless(isZone, "Write a time zone such as Europe/Berlin.") },
  time: { initial: "", problem: fits(TIME, "Write a time such as 22:30.") },
  action: { initial: "", problem: unless(isText, "Write the name of a tracking event.") },
  duration: { initial: "", problem: fits(DURATION, "Write a duration such as 30d, 12h or 15m.") },
  dates: {
    initial: [],
    problem: unless(
      (value) => isList(value) && value.every(isDate),
      "Add dates such as 2026-12-25, or 12-25 for every year.",
    ),
  },
  days: { initial: [], problem: unless(isList, "Choose at least one day.") },
  months: { initial: [], problem: unless(isList, "Choose at least one month.") },
  seasons: { initial: [], problem: unless(isList, "Choose at least one season.") },
  levels: { initial: [], problem: unless(isList, "Choose at least one level.") },
  hemisphere: { initial: "north", problem: unless(isText, "Choose a hemisphere.") },
} satisfies Record<string, Input>;

export type InputName = keyof typeof INPUTS;

function unless(fit: (value: Json | undefined) => boolean, problem: string): Input["problem"] {
  return (value) => (fit(value) ? undefined : problem);
}

function fits(pattern: RegExp, problem: string): Input["problem"] {
  return unless((value) => isText(value) && pattern.test(value), problem);
}

function between(limit: number): Input["problem"] {
  const fit = (value: Json | undefined) => isNumber(value) && Math.abs(Number(value)) <= limit;
  return unless(fit, `Write degrees from -${limit} to ${limit}.`);
}

function isScalar(value: Json | undefined): boolean {
  return isText(value) || isNumber(value) || typeof value === "boolean";
}

function isList(value: Json | undefined): value is Json[] {
  return Array.isArray(value) && value.length > 0;
}

function isSomeText(value: Json | undefined): boolean {
  return isFilled(value) || isList(value);
}

function isMoment(value: Json | undefined): boolean {
  return isText(value) && MOMENT.test(value) && !Number.isNaN(Date.parse(value.slice(0, 10)));
}

function isDate(value: Json): boolean {
  return isText(value) && (YEARLY.test(value) || (value.length === 10 && isMoment(value)));
}

function isZone(value: Json | undefined): boolean {
  if (!isText(value) || value === "") return false;
  try {
    new Intl.DateTimeFormat("en", { timeZone: value });
    return true;
  } catch {
    return false;
  }
}
