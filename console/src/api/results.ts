/** Results of experiments: looks as they were stored, and a new one where somebody asks. */

import { useQuery } from "@tanstack/react-query";
import { answered, api } from "./client.js";
import { asProblem } from "./problem.js";
import { KEYS } from "./queries.js";
import type { Look, Results, Segments, Series } from "./types.js";

const RESULTS = "/api/v1/admin/experiments/{key}/results";
const LOOKS = "/api/v1/admin/experiments/{key}/looks";
const LOOKED_AGAIN_MS = 60_000;

/** The newest look at a run; null where nobody has looked yet. */
export function useResults(key: string, run: number) {
  return useQuery({
    queryKey: KEYS.results(key, run),
    queryFn: () => readResults(key, run),
    refetchInterval: LOOKED_AGAIN_MS,
  });
}

/** What each look at a run found of one metric, oldest first. */
export function useSeries(key: string, run: number, metric: string) {
  return useQuery({
    queryKey: KEYS.resultSeries(key, run, metric),
    queryFn: (): Promise<Series> => {
      const params = { path: { key }, query: { run, metric } };
      return answered(api.GET(`${RESULTS}/series`, { params }));
    },
  });
}

/** The segments of the newest look at a run. */
export function useSegments(key: string, run: number) {
  return useQuery({
    queryKey: KEYS.resultSegments(key, run),
    queryFn: (): Promise<Segments> => {
      const params = { path: { key }, query: { run } };
      return answered(api.GET(`${RESULTS}/segments`, { params }));
    },
  });
}

/** Look now: the new look, or the last one again where there is nothing new to see. `final`: of a
 * run that has ended, without waiting for what may still come. */
export function takeLook(key: string, run: number, final: boolean): Promise<Look> {
  const body = { run, final };
  return answered(api.POST(LOOKS, { params: { path: { key } }, body }));
}

async function readResults(key: string, run: number): Promise<Results | null> {
  try {
    return await answered(api.GET(RESULTS, { params: { path: { key }, query: { run } } }));
  } catch (fault) {
    if (asProblem(fault).status === 404) return null;
    throw fault;
  }
}
