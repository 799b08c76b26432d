/** What differs between two JSON documents, field by field. */

import type { Json } from "../api/types.js";

/** One field that differs; undefined stands for a field that is not there. */
export interface Difference {
  field: string;
  before: Json | undefined;
  after: Json | undefined;
}

type JsonObject = { [name: string]: Json };

/** Every field that differs, the deepest that says it. */
export function differences(before: unknown, after: unknown): Difference[] {
  return [...found(before as Json, after as Json, "")];
}

/** What a new document says: its fields, but for the empty ones. */
export function saidBy(document: object): Difference[] {
  const isEmpty = (value: unknown) => value === "" || (Array.isArray(value) && value.length === 0);
  return differences({}, document).filter(({ after }) => !isEmpty(after));
}

function* found(
  before: Json | undefined,
  after: Json | undefined,
  field: string,
): Generator<Difference> {
  if (isSame(before, after)) return;
  if (isObject(before) && isObject(after)) {
    for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
      yield* found(before[name], after[name], field ? `${field}.${name}` : name);
    }
  } else if (isListOfObjects(before) && isListOfObjects(after)) {
    for (let at = 0; at < Math.max(before.length, after.length); at += 1) {
      yield* found(before[at], after[at], `${field}.${at}`);
    }
  } else {
    yield { field, before, after };
  }
}

/** Whether two JSON values say the same, in whatever order their fields stand. */
export function isSame(before: Json | undefined, after: Json | undefined): boolean {
  if (Array.isArray(before) && Array.isArray(after)) {
    return before.length === after.length && before.every((one, at) => isSame(one, after[at]));
  }
  if (isObject(before) && isObject(after)) {
    const names = new Set([...Object.keys(before), ...Object.keys(after)]);
    return [...names].every((name) => isSame(before[name], after[name]));
  }
  return before === after;
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isListOfObjects(value: Json | undefined): value is JsonObject[] {
  return Array.isArray(value) && value.every(isObject);
}
