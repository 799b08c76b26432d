/** Who is in a segment, in words. */

import type { SegmentSummary } from "../../api/types.js";
import { counted } from "../../parts/counted.js";

type Counted = Pick<SegmentSummary, "size" | "excluded" | "conditions">;

/** `12 units by name, and whoever meets 2 conditions; 1 excluded`. */
export function membershipInWords({ size, excluded, conditions }: Counted): string {
  const named = size > 0 ? counted(size, "unit by name", "units by name") : "";
  const met = conditions > 0 ? `whoever meets ${counted(conditions, "condition")}` : "";
  const inside = [named, met].filter(Boolean).join(", and ") || "nobody";
  return excluded > 0 ? `${inside}; ${excluded.toLocaleString("en")} excluded` : inside;
}
