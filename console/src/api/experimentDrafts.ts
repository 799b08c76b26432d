/** Experiments that are being designed: what is written of them, and how many units they take. */

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { answered, api, ifMatch } from "./client.js";
import { KEYS } from "./queries.js";
import type { Experiment, SampleSizeAsked, SampleSizeFound, Stored } from "./types.js";

const LIST = "/api/v1/admin/experiments";
const ONE = `${LIST}/{key}` as const;
const SIZES = "/api/v1/admin/samplesize";

/** What an author writes of an experiment; the rest is written by what happens to it. */
export type Designed = Omit<
  Experiment,
  "status" | "halted" | "failure" | "runs" | "sign_offs" | "seen_alarms"
>;

/** Make a draft of it. */
export function createDraft(document: Designed): Promise<Stored<Experiment>> {
  return answered(api.POST(LIST, { body: { document, reason: "" } }));
}

export interface Writing {
  document: Designed;
  version: number;
  reason: string;
}

/** Replace a draft. Its sign-offs end with it. */
export function writeDraft(writing: Writing): Promise<Stored<Experiment>> {
  const { document, version, reason } = writing;
  const params = { path: { key: document.key }, header: ifMatch(version) };
  return answered(api.PUT(ONE, { params, body: { document, reason } }));
}

/** How many units an effect takes; nothing while too little is known to ask. The answer before
 * stays until the next one is there. */
export function useSampleSize(asked: SampleSizeAsked | null) {
  return useQuery(sampleSizeQuery(asked));
}

/** The same, for several at once. */
export function sampleSizeQuery(asked: SampleSizeAsked | null) {
  return {
    queryKey: KEYS.sampleSize(asked),
    queryFn: (): Promise<SampleSizeFound> =>
      answered(api.POST(SIZES, { body: asked as SampleSizeAsked })),
    enabled: asked !== null,
    placeholderData: keepPreviousData,
    staleTime: Infinity,
  };
}
