/** Who is looked up: in the address, so that a link shows the same unit. */

import { useSearchParams } from "wouter";
import type { UnitAsked } from "../../api/explanations.js";
import {
  contextInAddress,
  contextOfAddress,
  TARGETING_KEY,
} from "../../parts/contexts/contexts.js";

/** A unit and what is known of it; the environment is chosen elsewhere. */
export type Asked = Omit<UnitAsked, "environment">;

const UNIT = "unit";
const BUCKET_BY = "bucket_by";
const CONTEXT = "context";

/** The unit that the address names; null where it names none. */
export function useAsked(): [Asked | null, (asked: Asked) => void] {
  const [parameters, setParameters] = useSearchParams();
  const ask = (asked: Asked) =>
    setParameters((before) => {
      for (const [name, value] of writtenIn(asked)) {
        if (value === null) before.delete(name);
        else before.set(name, value);
      }
      return before;
    });
  return [askedIn(parameters), ask];
}

/** The unit that parameters of an address name. */
function askedIn(parameters: URLSearchParams): Asked | null {
  const unit = parameters.get(UNIT);
  if (!unit) return null;
  const bucketBy = parameters.get(BUCKET_BY) ?? TARGETING_KEY;
  const { [bucketBy]: _, ...context } = contextOfAddress(parameters.get(CONTEXT));
  return { unit, bucketBy, context };
}

/** The parameters that name a unit; null for those that are not needed. */
function writtenIn({ unit, bucketBy, context }: Asked): [string, string | null][] {
  return [
    [UNIT, unit],
    [BUCKET_BY, bucketBy === TARGETING_KEY ? null : bucketBy],
    [CONTEXT, contextInAddress(context)],
  ];
}
