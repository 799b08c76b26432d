/** What the API found wrong, by the place in a document that it names. */

import type { FieldProblem } from "../../api/types.js";

/** How a detail becomes a sentence that stands below its field: by how it begins. */
const SUBJECTS: readonly (readonly [RegExp, string])[] = [
  [/^(is|has|was|would|names|lists|ends|begins|decides|cannot|does|leaves)\b/, "This "],
  [/^(are|have|name|list)\b/, "These "],
];

/** Shares that people read and type in percent, by the last part of their place. */
const IN_PERCENT: readonly string[] = [
  "alpha",
  "power",
  "p",
  "margin",
  "minimum_detectable_effect",
  "worthwhile_effect",
  "quantile",
  "traffic",
];
const BOUND = /(?<=\b(?:than|write) )\d+(?:\.\d+)?/g;

/** What the API says of a text with nothing in it. */
const TOO_SHORT = "is too short; write 1 characters or more";

/** What is wrong with exactly this field, as a sentence; empty where nothing is. */
export function sentenceAt(problems: readonly FieldProblem[], field: string): string {
  const found = problems.filter((problem) => problem.field === field);
  return found.map(({ detail }) => sentenceOf(detail, field)).join(" ");
}

/** What is wrong with a field or with anything in it: the first of it, as a sentence. */
export function sentenceIn(problems: readonly FieldProblem[], field: string): string {
  const [first] = problemsIn(problems, field);
  return first ? sentenceOf(first.detail, first.field || field) : "";
}

/** What is wrong with a field and with anything in it, named from there on. */
export function problemsIn(problems: readonly FieldProblem[], field: string): FieldProblem[] {
  const inside = problems.filter((problem) => isIn(problem.field, field));
  return inside.map((problem) => ({
    ...problem,
    field: problem.field.slice(field.length).replace(/^\./, ""),
  }));
}

/** Whether a place is a field, or anything in it. */
export function isIn(place: string, field: string): boolean {
  return field === "" || place === field || place.startsWith(`${field}.`);
}

/** `metrics › goals › 2 › event name` of `metrics.goals.1.event_name`: people count from one. */
export function placeInWords(field: string): string {
  const counted = (part: string) => (/^\d+$/.test(part) ? String(Number(part) + 1) : part);
  return field.split(".").map(counted).join(" › ").replaceAll("_", " ");
}

/** `This is missing; add it.` of `is missing; add it`. `field`: where, as shares are typed in
 * percent. */
export function sentenceOf(told: string, field = ""): string {
  const isPercent = IN_PERCENT.includes(field.split(".").at(-1) ?? "");
  const detail = isPercent ? told.replace(BOUND, (bound) => `${Number(bound) * 100} %`) : told;
  const subject = SUBJECTS.find(([begins]) => begins.test(detail))?.[1] ?? "";
  const whole = subject + detail.replace(TOO_SHORT, "is empty; write something");
  return `${whole.charAt(0).toUpperCase()}${whole.slice(1).replace(/\.$/, "")}.`;
}
