/** One unit: what rests of it, whether it takes part, its erasure. */

import { useQuery } from "@tanstack/react-query";
import { answered, api } from "./client.js";
import { KEYS } from "./queries.js";
import type { Unit, UnitExport } from "./types.js";

const ONE = "/api/v1/admin/units/{environment}/{unit}";

/** Which unit, where, and the attribute that holds its key. */
export interface UnitName {
  environment: string;
  unit: string;
  bucketBy: string;
}

/** What rests of a unit. */
export function useUnit(name: UnitName) {
  return useQuery({
    queryKey: KEYS.unit(name),
    queryFn: (): Promise<Unit> => answered(api.GET(ONE, { params: paramsOf(name) })),
  });
}

/** Everything that rests of a unit, all of its events. */
export async function exportUnit(name: UnitName): Promise<UnitExport> {
  const { path, query } = paramsOf(name);
  const bring = (cursor: string | null) =>
    answered(
      api.GET(ONE, {
        params: { path, query: { ...query, export: true, ...(cursor && { cursor }) } },
      }),
    );
  let whole = await bring(null);
  while (whole.cursor) {
    const more = await bring(whole.cursor);
    const events = [...(whole.tracking_events ?? []), ...(more.tracking_events ?? [])];
    whole = { ...more, tracking_events: events };
  }
  return whole;
}

/** Let it take part in no experiment; its numbers leave the sums. */
export function optOut(name: UnitName, reason: string): Promise<Unit> {
  return answered(api.POST(`${ONE}/opt-out`, { params: paramsOf(name), body: { reason } }));
}

/** Take an opt-out back. */
export function optIn(name: UnitName, reason: string): Promise<Unit> {
  return answered(api.POST(`${ONE}/opt-in`, { params: paramsOf(name), body: { reason } }));
}

/** Delete everything that was observed of it, for good. */
export function eraseUnit(name: UnitName, reason: string): Promise<Unit> {
  return answered(api.POST(`${ONE}/erase`, { params: paramsOf(name), body: { reason } }));
}

function paramsOf({ environment, unit, bucketBy }: UnitName) {
  return { path: { environment, unit }, query: { bucket_by: bucketBy } };
}
