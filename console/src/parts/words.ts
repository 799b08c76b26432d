/** Conditions, rules and shares as sentences that need no knowledge of the API. */

import type { Condition, Json, Node, Rule } from "../api/types.js";
import { OPERATORS } from "./conditions/operators.js";

/** `plan is "pro" and not (country is one of "FR", "IT")`. */
export function conditionsInWords(nodes: readonly Node[], joined = " and "): string {
  return nodes.map(nodeInWords).join(joined);
}

/** `If plan is "pro", 25 % of them: blue`. */
export function ruleInWords(rule: Rule): string {
  const conditions = rule.conditions ?? [];
  const who = conditions.length > 0 ? `If ${conditionsInWords(conditions)}` : "Everybody";
  const share = rule.percentage == null ? "" : `, ${number(rule.percentage)} % of them`;
  return `${who}${share}: ${outcomeInWords(rule)}`;
}

/** What a rule gives: a variant, or shares of several. */
function outcomeInWords({ variant, split, percentages }: Rule): string {
  if (variant) return variant;
  if (percentages) return shares(percentages, (share) => share);
  const weights = split ?? {};
  const sum = Object.values(weights).reduce((total, weight) => total + weight, 0);
  return shares(weights, (weight) => (100 * weight) / sum);
}

/** A JSON value as people read it: texts in quotation marks, lists without brackets. */
export function valueInWords(value: Json | undefined): string {
  if (value === undefined) return "nothing";
  if (Array.isArray(value)) return value.map(valueInWords).join(", ");
  if (typeof value === "object" && value !== null) {
    const parts = Object.entries(value).filter(([, part]) => part !== null);
    return parts.map(([name, part]) => `${spaced(name)} ${valueInWords(part)}`).join(", ");
  }
  return JSON.stringify(value);
}

function nodeInWords(node: Node): string {
  if ("and" in node) return bracketed(node.and, " and ");
  if ("or" in node) return bracketed(node.or, " or ");
  if ("not" in node) return `not (${nodeInWords(node.not)})`;
  return conditionInWords(node);
}

function bracketed(nodes: readonly Node[], joined: string): string {
  const words = conditionsInWords(nodes, joined);
  return nodes.length > 1 ? `(${words})` : words;
}

function conditionInWords({ attribute, operator, value }: Condition): string {
  const words = OPERATORS[operator]?.words ?? spaced(operator);
  const given = value == null ? "" : valueInWords(value as Json);
  return [attribute, words, given].filter(Boolean).join(" ");
}

function shares(parts: Record<string, number>, percent: (part: number) => number): string {
  const each = Object.entries(parts).map(([key, part]) => `${number(percent(part))} % ${key}`);
  return each.join(", ");
}

/** At most three decimals, as many as a share can have. */
function number(value: number): string {
  return String(Math.round(value * 1000) / 1000);
}

function spaced(name: string): string {
  return name.replaceAll("_", " ");
}
