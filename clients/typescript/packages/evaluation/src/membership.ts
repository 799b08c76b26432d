/**
 * Segments in ruleset form: who is in.
 *
 * A small segment lists its members; a large one keeps sorted 8-byte salted hashes in chunks of
 * their own, which are searched where they lie.
 */

import { createHash } from "node:crypto";

import type { EvaluationContext } from "./context.js";
import { makePredicate } from "./expressions.js";
import type { MembersForm, SegmentForm } from "./forms.js";
import type { Predicate, Scope } from "./predicates.js";
import { unitText } from "./units.js";

const HASH_BYTES = 8;

/** Where the hashes of large segments lie. */
export interface MemberChunks {
  members(name: string): Uint8Array;
}

type Members = (unit: string) => boolean;

/** The first 8 bytes of SHA-256 over `salt NUL unit`, as two unsigned halves. */
function memberHash(salt: string, unit: string): Halves {
  const digest = createHash("sha256").update(`${salt}\0${unit}`).digest();
  return [digest.readUInt32BE(0), digest.readUInt32BE(4)];
}

type Halves = readonly [high: number, low: number];

function makeMembers(form: MembersForm | undefined, chunks: MemberChunks): Members | undefined {
  if (form === undefined) return undefined;
  if (!isHashed(form)) {
    const listed = new Set(form);
    return listed.size > 0 ? (unit) => listed.has(unit) : undefined;
  }
  const packed = form.chunks.map((name) => viewOf(chunks.members(name)));
  return (unit) => {
    const wanted = memberHash(form.salt, unit);
    return packed.some((hashes) => isAmong(hashes, wanted));
  };
}

function isHashed(form: MembersForm): form is Exclude<MembersForm, readonly string[]> {
  return !Array.isArray(form);
}

function viewOf(chunk: Uint8Array): DataView {
  return new DataView(chunk.buffer, chunk.byteOffset, chunk.byteLength);
}

/** Whether a hash lies in a chunk: little-endian, smallest first. */
function isAmong(hashes: DataView, [high, low]: Halves): boolean {
  let start = 0;
  let end = hashes.byteLength / HASH_BYTES;
  while (start < end) {
    const middle = (start + end) >>> 1;
    const order =
      hashes.getUint32(middle * HASH_BYTES + 4, true) - high ||
      hashes.getUint32(middle * HASH_BYTES, true) - low;
    if (order === 0) return true;
    if (order < 0) start = middle + 1;
    else end = middle;
  }
  return false;
}

/** A segment: who is excluded is out, who is included is in, conditions decide for the others. */
export function makeSegment(form: SegmentForm, chunks: MemberChunks, scope: Scope): Predicate {
  const conditions = (form.conditions ?? []).map((each) => makePredicate(each, scope));
  const isExcluded = makeMembers(form.excluded, chunks);
  const isIncluded = makeMembers(form.included, chunks);
  return (context: EvaluationContext) => {
    const unit = unitText(context["targetingKey"]);
    if (unit !== undefined) {
      if (isExcluded?.(unit)) return false;
      if (isIncluded?.(unit)) return true;
    }
    return conditions.length > 0 && conditions.every((holds) => holds(context));
  };
}
