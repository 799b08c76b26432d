/** What can be done to a segment, as changes that show what differs. */

import { KEYS } from "../../api/queries.js";
import * as calls from "../../api/segments.js";
import type { MemberList, StoredSegment } from "../../api/segments.js";
import type { FieldProblem, Segment, SegmentUses } from "../../api/types.js";
import { type Change, changeOf, type Editing, telling } from "../../parts/changes.js";
import { type Difference, differences } from "../../parts/differences.js";
import { merged } from "../../parts/merging.js";
import { conditionsInWords } from "../../parts/words.js";

const TOUCHED = [KEYS.segments()];
const MOST_SHOWN = 5;

/** Where a change of a segment has an effect: in each environment, as all share it. */
export interface Reach {
  environments: readonly string[];
  uses: SegmentUses | undefined;
}

type Refused = (problems: readonly FieldProblem[]) => void;

/** A new segment, which nothing asks for yet. */
export function creationOf(document: Segment, refused: Refused): Change {
  const change = {
    title: `Create ${document.key}`,
    action: "Create",
    done: `${document.key} is created.`,
    environments: [],
    touches: TOUCHED,
    shows: toldDifferences({ key: "" }, document),
    send: (reason: string) => calls.createSegment(document, reason),
  };
  return telling(change, refused);
}

/** The draft in the place of what is stored; members stay. A refusal is also told to `refused`. */
export function saveOf(
  stored: StoredSegment,
  draft: Segment,
  reach: Reach,
  refused: Refused,
): Change {
  const editing: Editing<Segment> = {
    edit: (document) => merged(stored.document, draft, document),
    tell: toldDifferences,
    newest: () => calls.readSegment(stored.key),
    send: (written) => calls.updateSegment(stored.key, written),
  };
  const words = { title: `Change ${stored.key}`, action: "Save", done: `${stored.key} is saved.` };
  const asked = { ...words, ...effectOf(reach), asks: "whether" as const, touches: TOUCHED };
  return telling(changeOf(asked, stored, editing), refused);
}

/** Units put into one of its lists, or taken out of it. */
export function membersOf(
  stored: StoredSegment,
  changed: { of: MemberList; add?: string[]; remove?: string[] },
  reach: Reach,
): Change {
  const { of, add = [], remove = [] } = changed;
  const [units, word] = add.length > 0 ? [add, "Put in"] : [remove, "Take out"];
  const shown = unitsShown(units);
  const difference =
    add.length > 0
      ? { field: of, before: undefined, after: shown }
      : { field: of, before: shown, after: undefined };
  return {
    title: `${word}: ${unitsShown(units)}`,
    action: word,
    done: `${stored.key} is changed.`,
    ...effectOf(reach),
    touches: TOUCHED,
    shows: [difference],
    send: (reason) =>
      calls.changeMembers(stored.key, { ...changed, version: stored.version, reason }),
    upon: async () => {
      const newest = await calls.readSegment(stored.key);
      const theirs = toldDifferences(stored.document, newest.document);
      const ours = membersOf(newest, changed, reach);
      return { version: newest.version, made: newest.change, theirs, ours };
    },
  };
}

/** The segment archived, or active again. */
export function archiveOf(stored: StoredSegment, isArchived: boolean, reach: Reach): Change {
  const [action, after] = isArchived ? ["Archive", "archived"] : ["Unarchive", "active"];
  const words = { title: `${action} ${stored.key}`, action, done: `${stored.key} is ${after}.` };
  const asked = { ...words, ...effectOf(reach), asks: "whether" as const, touches: TOUCHED };
  return changeOf<Segment>(asked, stored, {
    edit: (document) => ({ ...document, lifecycle: isArchived ? "archived" : "active" }),
    newest: () => calls.readSegment(stored.key),
    send: ({ version, reason }) => calls.archiveSegment(stored.key, version, reason, isArchived),
  });
}

/** The segment as it was in an earlier version, members too. */
export function restoreOf(stored: StoredSegment, earlier: StoredSegment, reach: Reach): Change {
  const asked = {
    title: `Restore version ${earlier.version} of ${stored.key}`,
    action: "Restore",
    done: `${stored.key} is as it was in version ${earlier.version}.`,
    ...effectOf(reach),
    asks: "whether" as const,
    touches: TOUCHED,
  };
  const change = changeOf<Segment>(asked, stored, {
    edit: () => earlier.document,
    tell: toldDifferences,
    newest: () => calls.readSegment(stored.key),
    send: ({ version, reason }) =>
      calls.restoreSegment(stored.key, earlier.version, version, reason),
  });
  const lists = (["included", "excluded"] as const).map((list) => ({
    field: `${list} units`,
    before: stored.summary[list],
    after: earlier.summary[list],
  }));
  const shows = [...change.shows, ...lists.filter(({ before, after }) => before !== after)];
  return { ...change, shows };
}

/** What asks for a segment, in words: `2 flags (a, b) and 1 experiment (c)`. */
function usesInWords({ flags, segments, experiments, rollouts }: SegmentUses): string {
  const parts = [
    named("flag", flags.map(({ key }) => key)),
    named("segment", segments),
    named("experiment", experiments),
    named("rollout", rollouts),
  ];
  return parts.filter(Boolean).join(", ");
}

function named(what: string, keys: readonly string[]): string {
  if (keys.length === 0) return "";
  return `${keys.length} ${what}${keys.length === 1 ? "" : "s"} (${unitsShown(keys)})`;
}

/** What nothing asks for has an effect nowhere. */
function effectOf({ environments, uses }: Reach): Pick<Change, "environments" | "warning"> {
  const words = uses ? usesInWords(uses) : "";
  if (uses && words === "") return { environments: [] };
  const warning = words && `What it answers changes at once for all that ask for it: ${words}.`;
  return { environments, ...(warning && { warning }) };
}

/** What differs, conditions as sentences. */
function toldDifferences(before: Segment, after: Segment): Difference[] {
  return differences(readable(before), readable(after));
}

function readable({ conditions = [], ...segment }: Segment): unknown {
  const words = conditionsInWords(conditions);
  return { ...segment, ...(words && { conditions: words }) };
}

function unitsShown(units: readonly string[]): string {
  const more = units.length - MOST_SHOWN;
  const shown = units.slice(0, MOST_SHOWN).join(", ");
  return more > 0 ? `${shown} and ${more.toLocaleString("en")} more` : shown;
}
