import type { DocumentDifference } from "../../api/types.js";
import { type Difference, differences } from "../../parts/differences.js";

/** What a change changed. Of a first version only what it says: not each field that it leaves
 * empty. */
export function changed({ before, after }: DocumentDifference): Difference[] {
  if (before) return differences(before, after);
  return differences(hollow(after), after).filter((each) => !isNothing(each.after));
}

/** The same parts within parts, and nothing in them: so that what differs is named part by part. */
function hollow(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, hollow(part)]));
}

function isNothing(value: unknown): boolean {
  if (value === null || value === undefined || value === "") return true;
  return typeof value === "object" && Object.keys(value).length === 0;
}
