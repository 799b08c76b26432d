/** Segments: lists, documents, members, what asks for them, and what can be done to them. */

import { useQuery } from "@tanstack/react-query";
import { answered, api, ifMatch } from "./client.js";
import { usePages } from "./pages.js";
import { KEYS } from "./queries.js";
import type { Segment, SegmentFilter, SegmentUses, StoredSegment } from "./types.js";

export type { SegmentRow, StoredSegment } from "./types.js";

const LIST = "/api/v1/admin/segments";
const ONE = `${LIST}/{key}` as const;
const ROWS_AT_ONCE = 25;
const MEMBERS_AT_ONCE = 100;
/** As many as the API answers at once; whoever has more writes the key of the others. */
const MOST_KEYS = 200;

export type MemberList = "included" | "excluded";

/** Segments by key, a page at a time. */
export function useSegments(filter: SegmentFilter) {
  return usePages(KEYS.segmentList(filter), (cursor) => {
    const query = { ...filter, limit: ROWS_AT_ONCE, ...(cursor && { cursor }) };
    return answered(api.GET(LIST, { params: { query } }));
  });
}

async function bringKeys(): Promise<string[]> {
  const page = await answered(api.GET(LIST, { params: { query: { limit: MOST_KEYS } } }));
  return page.items.map((row) => row.key);
}

/** Keys of segments, to choose from. */
export function useSegmentKeys(): string[] {
  return useQuery({ queryKey: KEYS.segmentKeys(), queryFn: bringKeys }).data ?? [];
}

/** A segment in its newest version, without its members. */
export function readSegment(key: string): Promise<StoredSegment> {
  return answered(api.GET(ONE, { params: { path: { key } } }));
}

export function useSegment(key: string) {
  return useQuery({ queryKey: KEYS.segment(key), queryFn: () => readSegment(key) });
}

/** One version of a segment, without its members. */
export function readSegmentVersion(key: string, version: number): Promise<StoredSegment> {
  const path = { key, version: String(version) };
  return answered(api.GET(`${ONE}/versions/{version}`, { params: { path } }));
}

/** Its versions, newest first, a page at a time. */
export function useSegmentHistory(key: string) {
  return usePages(KEYS.segmentHistory(key), (cursor) => {
    const query = { limit: ROWS_AT_ONCE, ...(cursor && { cursor }) };
    return answered(api.GET(`${ONE}/history`, { params: { path: { key }, query } }));
  });
}

/** The units that it names, a page at a time. */
export function useSegmentMembers(key: string, of: MemberList) {
  return usePages(KEYS.segmentMembers(key, of), async (cursor) => {
    const query = { of, limit: MEMBERS_AT_ONCE, ...(cursor && { cursor }) };
    return answered(api.GET(`${ONE}/members`, { params: { path: { key }, query } }));
  });
}

/** What asks for it. */
export function useSegmentUses(key: string) {
  return useQuery({
    queryKey: KEYS.segmentUses(key),
    queryFn: (): Promise<SegmentUses> =>
      answered(api.GET(`${ONE}/uses`, { params: { path: { key } } })),
  });
}

export function createSegment(document: Segment, reason: string) {
  return answered(api.POST(LIST, { body: { document, reason } }));
}

/** A document as it is to be, and the version that it comes from. */
interface SegmentWritten {
  document: Segment;
  version: number;
  reason: string;
}

/** Replace a segment; members that the document does not name stay. */
export function updateSegment(key: string, { version, ...body }: SegmentWritten) {
  const params = { path: { key }, header: ifMatch(version) };
  return answered(api.PUT(ONE, { params, body }));
}

/** Units to put into a list, and to take out of it. */
interface MembersChanged {
  of: MemberList;
  add?: string[];
  remove?: string[];
  version: number;
  reason: string;
}

export function changeMembers(key: string, changed: MembersChanged) {
  const { of, add = [], remove = [], version, reason } = changed;
  const params = { path: { key }, header: ifMatch(version) };
  return answered(api.PATCH(`${ONE}/members`, { params, body: { reason, [of]: { add, remove } } }));
}

/** Archive it, or bring it back. */
export function archiveSegment(key: string, version: number, reason: string, isArchived: boolean) {
  const params = { path: { key }, header: ifMatch(version) };
  const verb = isArchived ? "archive" : "unarchive";
  const path = `${ONE}/${verb}` as `${typeof ONE}/archive`;
  return answered(api.POST(path, { params, body: { reason } }));
}

/** Go back to an earlier version, members too. */
export function restoreSegment(key: string, to: number, version: number, reason: string) {
  const params = { path: { key }, header: ifMatch(version) };
  return answered(api.POST(`${ONE}/restore`, { params, body: { version: to, reason } }));
}
