/** JSON as it is read here, where whole numbers may be larger than a double can tell apart. */

export type Json =
  | null
  | boolean
  | number
  | string
  | readonly Json[]
  | { readonly [name: string]: Json };

/** JSON with bigints for those whole numbers that no double is equal to. */
export type ExactJson =
  | null
  | boolean
  | number
  | bigint
  | string
  | readonly ExactJson[]
  | { readonly [name: string]: ExactJson };

/** A number of JSON. A bigint is one that no double is equal to. */
export type JsonNumber = number | bigint;

const LONG_NUMBER = /\d{16}/;
const TOKENS = /"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/g;
const LONG_WHOLE = /^-?\d{16,}$/;
const MARK = "\u0000whole:";

/**
 * JSON whose whole numbers stay what they are: one that no double is equal to becomes a bigint,
 * so that it compares as it does in every other language.
 */
export function parseExactly(text: string): ExactJson {
  if (!LONG_NUMBER.test(text)) return JSON.parse(text) as ExactJson;
  const marked = text.replace(TOKENS, (token) =>
    LONG_WHOLE.test(token) ? JSON.stringify(MARK + token) : token,
  );
  return JSON.parse(marked, (_name, value: ExactJson) =>
    typeof value === "string" && value.startsWith(MARK)
      ? canonical(BigInt(value.slice(MARK.length)))
      : value,
  ) as ExactJson;
}

/** A whole number as a double where one is equal to it, else as it is. */
export function canonical(whole: bigint): JsonNumber {
  const double = Number(whole);
  return Number.isFinite(double) && BigInt(double) === whole ? double : whole;
}

/** The number that a value is, such that equal numbers are `===`; undefined for all else. */
export function numberOf(value: unknown): JsonNumber | undefined {
  if (typeof value === "number") return value;
  return typeof value === "bigint" ? canonical(value) : undefined;
}

/** The same JSON with doubles in the place of bigints, as every reader of JSON gives it. */
export function asDoubles(json: ExactJson): Json {
  if (typeof json === "bigint") return Number(json);
  if (Array.isArray(json)) return json.map(asDoubles);
  if (typeof json !== "object" || json === null) return json;
  const entries = Object.entries(json as Readonly<Record<string, ExactJson>>);
  return Object.fromEntries(entries.map(([name, each]) => [name, asDoubles(each)]));
}
