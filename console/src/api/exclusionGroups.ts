/** Exclusion groups: experiments in one of them never share a unit. */

import { useQuery } from "@tanstack/react-query";
import { answered, api } from "./client.js";
import { KEYS } from "./queries.js";
import type { GroupShare, Page } from "./types.js";

const GROUPS = "/api/v1/admin/exclusion-groups";
const EXPERIMENTS = "/api/v1/admin/experiments";
const ROWS_AT_ONCE = 100;
/** What of a group is not free for another experiment. */
const TAKING: readonly string[] = ["draft", "running", "paused"];

/** All that are not archived. */
export function useExclusionGroups() {
  return useQuery({
    queryKey: KEYS.exclusionGroups(),
    queryFn: async () => {
      const rows = await all((query) => answered(api.GET(GROUPS, { params: { query } })));
      return rows.filter(({ summary }) => summary.lifecycle === "active");
    },
  });
}

/** A part of a group that an experiment takes, or will take. */
export interface Taken extends GroupShare {
  experiment: string;
  status: string;
}

/** Which experiments take which parts of the groups. */
export function useTakenShares() {
  return useQuery({
    queryKey: KEYS.takenShares(),
    queryFn: async (): Promise<Taken[]> => {
      const rows = await all((query) => answered(api.GET(EXPERIMENTS, { params: { query } })));
      return rows.flatMap(({ key: experiment, summary: { group, status } }) =>
        group && TAKING.includes(status) ? [{ ...group, experiment, status }] : [],
      );
    },
  });
}

export interface NewGroup {
  key: string;
  name: string;
  /** What its experiments hash. */
  bucket_by: string;
}

export function createExclusionGroup(document: NewGroup, reason: string) {
  return answered(api.POST(GROUPS, { body: { document, reason } }));
}

/** Every row of a list, page after page. */
async function all<Item>(
  bring: (query: { limit: number; cursor?: string }) => Promise<Page<Item>>,
): Promise<Item[]> {
  const rows: Item[] = [];
  let cursor: string | null = null;
  do {
    const page: Page<Item> = await bring({ limit: ROWS_AT_ONCE, ...(cursor && { cursor }) });
    rows.push(...page.items);
    cursor = page.cursor;
  } while (cursor);
  return rows;
}
