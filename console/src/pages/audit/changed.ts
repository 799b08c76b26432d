import type { DocumentDifference } from "../../api/types.js";
import { type Difference, differences } from "../../parts/differences.js";

/** What a change changed. Of a first version only what it says: not each field that it leaves
 * empty. */
export function changed({ before, after }: DocumentDifference): Difference[] {
  const found = differences(before ?? {}, after);
  return before ? found : found.filter((each) => !isNothing(each.after));
}

function isNothing(value: unknown): boolean {
  if (value === null || value === undefined || value === "" || value === false) return true;
  return typeof value === "object" && Object.keys(value).length === 0;
}
