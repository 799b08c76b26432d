/** Why: what a flag answers, what a unit gets, who is in a segment. Asking changes nothing. */

import { useQuery } from "@tanstack/react-query";
import { answered, api } from "./client.js";
import { usePages } from "./pages.js";
import { KEYS } from "./queries.js";
import type { Flag, Json, SegmentCheck, Trace, UnitView } from "./types.js";

/** What is known of a unit: `targetingKey` and attributes. */
export type Context = { [attribute: string]: Json };

const FLAGS_AT_ONCE = 25;

/** For whom somebody asks what a flag answers; `document`: by this draft of it. */
interface FlagAsked {
  environment: string;
  context: Context;
  document?: Flag;
}

/** What a flag answers to a context, and why; with a draft as if that were saved. Nothing is asked
 * for null. */
export function useTrace(key: string, asked: FlagAsked | null) {
  return useQuery({
    queryKey: KEYS.trace(key, asked),
    queryFn: (): Promise<Trace> => {
      const body = asked ?? { environment: "", context: {} };
      const params = { path: { key } };
      return answered(api.POST("/api/v1/admin/flags/{key}/explain", { params, body }));
    },
    enabled: asked !== null,
    staleTime: 0,
  });
}

/** Whether a context's unit is in a segment, and why. Nothing is asked for null. */
export function useSegmentCheck(key: string, context: Context | null) {
  return useQuery({
    queryKey: KEYS.segmentCheck(key, context),
    queryFn: (): Promise<SegmentCheck> => {
      const params = { path: { key } };
      const body = { context: context ?? {} };
      return answered(api.POST("/api/v1/admin/segments/{key}/check", { params, body }));
    },
    enabled: context !== null,
    staleTime: 0,
  });
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
