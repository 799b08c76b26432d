/** Why: what a flag answers, what a unit gets, who is in a segment. Asking changes nothing. */

import { answered, api } from "./client.js";
import { usePages } from "./pages.js";
import { KEYS } from "./queries.js";
import type { Flag, Json, SegmentCheck, Trace, UnitView } from "./types.js";

/** What is known of a unit: `targetingKey` and attributes. */
export type Context = { [attribute: string]: Json };

const FLAGS_AT_ONCE = 25;

/** What a flag answers to a context, and why; with a draft as if that were published. */
export function explainFlag(
  key: string,
  asked: { environment: string; context: Context; document?: Flag },
): Promise<Trace> {
  const params = { path: { key } };
  return answered(api.POST("/api/v1/admin/flags/{key}/explain", { params, body: asked }));
}

/** Whether a context's unit is in a segment, and why. */
export function checkSegment(key: string, context: Context): Promise<SegmentCheck> {
  const params = { path: { key } };
  return answered(api.POST("/api/v1/admin/segments/{key}/check", { params, body: { context } }));
}

/** Whom somebody looks up: the unit, where, and what is known of it besides its key. */
export interface UnitAsked {
  environment: string;
  unit: string;
  bucketBy: string;
  context: Context;
}

/** What a unit gets of each flag, a page at a time; each page says all that it takes part in. */
export function useUnitView(asked: UnitAsked) {
  const { environment, unit, bucketBy, context } = asked;
  return usePages(KEYS.unitView(asked), async (cursor): Promise<UnitView> => {
    const params = { path: { environment, unit }, query: { bucket_by: bucketBy } };
    const body = { context, limit: FLAGS_AT_ONCE, ...(cursor && { cursor }) };
    return answered(api.POST("/api/v1/admin/units/{environment}/{unit}/explain", { params, body }));
  });
}
