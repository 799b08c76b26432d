/** Parts of an exclusion group, from one percentage to another. */

import type { GroupShare } from "../../api/types.js";

type Part = Pick<GroupShare, "begin" | "end">;

/** Whether two parts have a unit in common. */
export function overlaps(one: Part, other: Part): boolean {
  return one.begin < other.end && other.begin < one.end;
}

/** The first part that nobody takes; all of the group where none is left. */
export function freePart(taken: readonly Part[]): Part {
  let begin = 0;
  for (const part of taken.toSorted((one, other) => one.begin - other.begin)) {
    if (part.begin > begin) return { begin, end: part.begin };
    begin = Math.max(begin, part.end);
  }
  return begin < 100 ? { begin, end: 100 } : { begin: 0, end: 100 };
}
