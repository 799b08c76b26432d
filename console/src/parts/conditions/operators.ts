/** Every operator: its words, and what it is given. The one table of both. */

import type { Condition, Json } from "../../api/types.js";
import type { InputName } from "./inputs.js";

export type OperatorName = Condition["operator"];
export type JsonObject = { [name: string]: Json };

/** A named part of a value that has several. */
export interface Part {
  name: string;
  label: string;
  input: InputName;
  isNeeded?: true;
}

export interface Operator {
  words: string;
  /** What it is listed under. */
  group: string;
  input: InputName | readonly Part[];
  /** What is wrong with parts that are right one by one. */
  whole?: (value: JsonObject) => string | undefined;
}

const ZONE: Part = { name: "timezone", label: "Time zone", input: "zone" };
const ACTION: Part = { name: "action", label: "Action", input: "action", isNeeded: true };
const WITHIN: Part = { name: "within", label: "Within", input: "duration" };
const TOTAL = [ACTION, ...limits("number"), WITHIN];

/** Operators that compare an attribute. */
const COMPARISONS = {
  equals: { words: "is", group: "Any value", input: "scalar" },
  not_equals: { words: "is not", group: "Any value", input: "scalar" },
  in: { words: "is one of", group: "Any value", input: "scalars" },
  not_in: { words: "is none of", group: "Any value", input: "scalars" },
  exists: { words: "is known", group: "Any value", input: "nothing" },
  not_exists: { words: "is not known", group: "Any value", input: "nothing" },
  contains: { words: "contains", group: "Texts and lists", input: "scalar" },
  not_contains: { words: "does not contain", group: "Texts and lists", input: "scalar" },
  contains_any: { words: "contains any of", group: "Texts and lists", input: "scalars" },
  contains_all: { words: "contains all of", group: "Texts and lists", input: "scalars" },
  starts_with: { words: "begins with", group: "Texts and lists", input: "text" },
  ends_with: { words: "ends with", group: "Texts and lists", input: "text" },
  matches: { words: "matches", group: "Texts and lists", input: "pattern" },
  greater_than: { words: "is more than", group: "Numbers", input: "number" },
  greater_or_equal: { words: "is at least", group: "Numbers", input: "number" },
  less_than: { words: "is less than", group: "Numbers", input: "number" },
  less_or_equal: { words: "is at most", group: "Numbers", input: "number" },
  semver_equals: { words: "is version", group: "Versions", input: "version" },
  semver_greater_than: { words: "is a later version than", group: "Versions", input: "version" },
  semver_greater_or_equal: { words: "is at least version", group: "Versions", input: "version" },
  semver_less_than: { words: "is an earlier version than", group: "Versions", input: "version" },
  semver_less_or_equal: { words: "is at most version", group: "Versions", input: "version" },
  in_cidr: { words: "is an address in", group: "Addresses and dates", input: "networks" },
  before: { words: "is before", group: "Addresses and dates", input: "moment" },
  after: { words: "is after", group: "Addresses and dates", input: "moment" },
} satisfies Partial<Record<OperatorName, Operator>>;

/** Operators that read something fixed. */
const FIXED = {
  in_segment: { words: "the unit is in the segment", group: "Segment", input: "segment" },
  within_bounds: {
    words: "the place is within",
    group: "Place",
    input: ["north", "south", "west", "east"].map(degrees),
    whole: ({ south, north }) =>
      Number(south) <= Number(north) ? undefined : "South lies north of north.",
  },
  date_between: {
    words: "the date is between",
    group: "Time",
    input: [
      { name: "start", label: "From", input: "moment" },
      { name: "end", label: "Until", input: "moment" },
      ZONE,
    ],
    whole: anyOf("start", "end", "Write a start, an end or both."),
  },
  time_of_day: {
    words: "the time of day is",
    group: "Time",
    input: [
      { name: "from", label: "From", input: "time", isNeeded: true },
      { name: "to", label: "Until", input: "time", isNeeded: true },
      ZONE,
    ],
    whole: ({ from, to }) =>
      from === to ? "Both are the same; for the whole day, remove the condition." : undefined,
  },
  day_of_week: { words: "the day is one of", group: "Time", input: zoned("days", "Days") },
  month: { words: "the month is one of", group: "Time", input: zoned("months", "Months") },
  season: {
    words: "the season is one of",
    group: "Time",
    input: [
      { name: "seasons", label: "Seasons", input: "seasons", isNeeded: true },
      { name: "hemisphere", label: "Hemisphere", input: "hemisphere", isNeeded: true },
      ZONE,
    ],
  },
  holiday: { words: "today is one of", group: "Time", input: zoned("dates", "Dates") },
  action_count: {
    words: "the count of an action is",
    group: "What the unit did",
    input: TOTAL,
    whole: hasLimit,
  },
  action_value: {
    words: "the value of an action is",
    group: "What the unit did",
    input: TOTAL,
    whole: hasLimit,
  },
  action_recency: {
    words: "the last time of an action is",
    group: "What the unit did",
    input: [ACTION, ...limits("duration")],
    whole: hasLimit,
  },
  engagement_level: {
    words: "the engagement is one of",
    group: "What the unit did",
    input: [{ name: "levels", label: "Levels", input: "levels", isNeeded: true }],
  },
} satisfies Partial<Record<OperatorName, Operator>>;

export const OPERATORS: Record<OperatorName, Operator> = { ...COMPARISONS, ...FIXED };

/** Whether it compares an attribute that its author names. */
export function takesAttribute(operator: OperatorName): boolean {
  return !(operator in FIXED);
}

function degrees(name: string): Part {
  const label = name.charAt(0).toUpperCase() + name.slice(1);
  const input = name === "north" || name === "south" ? "latitude" : "longitude";
  return { name, label, input, isNeeded: true };
}

function zoned(name: "days" | "months" | "dates", label: string): Part[] {
  return [{ name, label, input: name, isNeeded: true }, ZONE];
}

function limits(input: InputName): Part[] {
  return [
    { name: "at_least", label: "At least", input },
    { name: "at_most", label: "At most", input },
  ];
}

function hasLimit(value: JsonObject): string | undefined {
  return anyOf("at_least", "at_most", "Write a least, a most or both.")(value);
}

function anyOf(one: string, other: string, problem: string) {
  return (value: JsonObject) => (one in value || other in value ? undefined : problem);
}
