/** How units came in, day by day. */

import type { Run, Sums } from "../../api/types.js";
import { variantsOf } from "./standing.js";

/** All units that a variant had at the end of a day (UTC). */
export interface Day {
  day: string;
  units: Record<string, number>;
}

/** Every day of a run with what each variant had by then, oldest first. */
export function daysOfUnits(run: Run, sums: Sums): Day[] {
  const variants = variantsOf(run);
  const days = sums.units.days ?? {};
  const sofar: Record<string, number> = Object.fromEntries(variants.map((key) => [key, 0]));
  return Object.keys(days)
    .sort()
    .map((day) => {
      for (const key of variants) sofar[key] = (sofar[key] ?? 0) + (days[day]?.[key]?.n ?? 0);
      return { day, units: { ...sofar } };
    });
}
