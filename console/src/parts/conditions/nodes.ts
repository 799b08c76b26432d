/** Conditions as they are edited: what a new one is, and what becomes of one. */

import type { Condition, FieldProblem, Json, Node } from "../../api/types.js";
import { INPUTS, type InputName } from "./inputs.js";
import {
  type JsonObject,
  OPERATORS,
  type Operator,
  type OperatorName,
  type Part,
  takesAttribute,
} from "./operators.js";

/** How the members of a group are joined. */
export type Joined = "and" | "or";

const NO_ATTRIBUTE = "Write the name of an attribute.";

export function newCondition(operator: OperatorName = "equals"): Condition {
  const attribute = takesAttribute(operator) ? "" : null;
  return { attribute, operator, value: initialOf(operator) };
}

/** The condition with another operator, and as much of its value as that one can take. */
export function withOperator(condition: Condition, operator: OperatorName): Condition {
  const attribute = takesAttribute(operator) ? (condition.attribute ?? "") : null;
  const isAlike = takesAttribute(operator) === takesAttribute(condition.operator);
  const value = isAlike ? carriedOver(condition.value as Json, operator) : initialOf(operator);
  return { attribute, operator, value };
}

/** The members of a group, and how they are joined; undefined of what is no group. */
export function groupOf(node: Node): { joined: Joined; members: Node[] } | undefined {
  if ("and" in node) return { joined: "and", members: node.and };
  if ("or" in node) return { joined: "or", members: node.or };
  return undefined;
}

export function grouped(joined: Joined, members: Node[]): Node {
  return joined === "and" ? { and: members } : { or: members };
}

/** Turned round: `not` around it, or away from it. */
export function turned(node: Node): Node {
  return "not" in node ? node.not : { not: node };
}

/** What is wrong with conditions as far as can be said here, at paths such as `0.or.1.value`. */
export function problemsOf(nodes: readonly Node[], below = ""): FieldProblem[] {
  return nodes.flatMap((node, at) => problemsOfNode(node, `${below}${at}`));
}

function problemsOfNode(node: Node, field: string): FieldProblem[] {
  const group = groupOf(node);
  if (group?.members.length === 0) return [{ field, detail: "Add a condition to the group." }];
  if (group) return problemsOf(group.members, `${field}.${group.joined}.`);
  if ("not" in node) return problemsOfNode(node.not, `${field}.not`);
  return problemsOfCondition(node as Condition, field);
}

function problemsOfCondition(condition: Condition, field: string): FieldProblem[] {
  const operator = OPERATORS[condition.operator];
  if (!operator) return []; // a newer one than this console knows: the API judges it
  const lacksAttribute = takesAttribute(condition.operator) && !condition.attribute;
  const attribute = lacksAttribute ? [{ field: `${field}.attribute`, detail: NO_ATTRIBUTE }] : [];
  return [...attribute, ...problemsOfValue(operator, condition.value as Json, `${field}.value`)];
}

function problemsOfValue(operator: Operator, value: Json, field: string): FieldProblem[] {
  const { input, whole } = operator;
  if (typeof input === "string") return listed(field, INPUTS[input].problem(value));
  const given = asObject(value);
  const parts = input.flatMap((part) =>
    part.isNeeded || part.name in given
      ? listed(`${field}.${part.name}`, INPUTS[part.input].problem(given[part.name]))
      : [],
  );
  return parts.length > 0 ? parts : listed(field, whole?.(given));
}

function listed(field: string, detail: string | undefined): FieldProblem[] {
  return detail === undefined ? [] : [{ field, detail }];
}

function initialOf(operator: OperatorName): Json {
  const input = OPERATORS[operator]?.input ?? "text";
  if (typeof input === "string") return INPUTS[input].initial;
  const needed = input.filter((part) => part.isNeeded);
  return Object.fromEntries(needed.map((part) => [part.name, INPUTS[part.input].initial]));
}

function carriedOver(value: Json, operator: OperatorName): Json {
  const input = OPERATORS[operator]?.input ?? "text";
  if (typeof input !== "string") return carriedParts(asObject(value), operator, input);
  const candidates = [value, Array.isArray(value) ? value[0] : [value]];
  const fit = candidates.find((candidate) => isCarried(input, candidate));
  return fit === undefined ? initialOf(operator) : fit;
}

function carriedParts(value: JsonObject, operator: OperatorName, parts: readonly Part[]): Json {
  const fit = parts.filter(({ name, input }) => name in value && isCarried(input, value[name]));
  const carried = fit.map(({ name }) => [name, value[name] as Json]);
  return { ...asObject(initialOf(operator)), ...Object.fromEntries(carried) };
}

/** An empty text in a list would be a value that nobody wrote. */
function isCarried(input: InputName, value: Json | undefined): boolean {
  const isBlank = Array.isArray(value) && value.every((entry) => entry === "" || entry === null);
  return input !== "nothing" && !isBlank && INPUTS[input].problem(value) === undefined;
}

export function asObject(value: Json | undefined): JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? value : {};
}
