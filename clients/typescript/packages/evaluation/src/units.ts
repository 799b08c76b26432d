/** The texts by which units are hashed. */

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
