/** The texts by which units are hashed, and what is kept of them. */

const LONGEST_FROZEN = 64;

/** The text that is hashed for an attribute's value; undefined if it cannot name a unit. */
export function unitText(found: unknown): string | undefined {
  if (typeof found === "string") return found === "" ? undefined : found.toWellFormed();
  if (typeof found === "number") return Number.isFinite(found) ? String(found) : undefined;
  return typeof found === "bigint" ? unitText(Number(found)) : undefined;
}

/** The text of any value that is a text, a number, true or false; of all else the empty one. */
export function textOf(found: unknown): string {
  return typeof found === "boolean" ? String(found) : (unitText(found) ?? "");
}

/** The text of a value as a stratum, a dimension or a cohort keeps it: its first 64 code points. */
export function frozenText(found: unknown): string {
  const text = textOf(found);
  if (text.length <= LONGEST_FROZEN) return text;
  return [...text].slice(0, LONGEST_FROZEN).join("");
}
