/** Texts, numbers, and true or false: which of them a value is, and how one is written. */

import type { Json } from "../../api/types.js";

export const SCALAR_TYPES = ["text", "number", "true or false"] as const;
export type ScalarType = (typeof SCALAR_TYPES)[number];

/** The type of a value; of what is none yet, a number that is still to be written. */
export function scalarType(value: Json | undefined): ScalarType {
  if (typeof value === "boolean") return "true or false";
  return typeof value === "string" ? "text" : "number";
}

/** A value as another type, if it can be read as one, else what that type begins with. */
export function asType(value: Json | undefined, type: ScalarType): Json {
  const text = value == null ? "" : String(value);
  return readAs(text, type) ?? (type === "true or false" ? true : null);
}

/** What was typed as a value; undefined if it is none of that type. */
export function readAs(text: string, type: ScalarType): Json | undefined {
  if (type === "text") return text;
  if (type === "true or false") return { true: true, false: false }[text];
  const number = Number(text);
  return text.trim() === "" || !Number.isFinite(number) ? undefined : number;
}
