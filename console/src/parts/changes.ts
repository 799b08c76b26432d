/** Changes as pages describe them, before anybody is asked or anything is sent. */

import type { QueryKey } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { asProblem, type Problem } from "../api/problem.js";
import type { ChangeMade, FieldProblem } from "../api/types.js";
import { type Difference, differences } from "./differences.js";

const TAKEN = "ALREADY_EXISTS";

/** One thing that somebody is about to do. */
export interface Change {
  /** `Switch new-gallery on in production`. */
  title: string;
  /** The button's word: `Switch on`. */
  action: string;
  /** What is said when it is done: `new-gallery is on in production.` */
  done: string;
  /** Where it has an effect; if one of them is production, it shows what differs and asks why. */
  environments: readonly string[];
  /** What it does beyond what differs; for what cannot be taken back easily. */
  warning?: string;
  /** Also ask outside of production: `why` for a reason, `whether` for a second look. */
  asks?: "why" | "whether";
  /** Query keys of what is another afterwards. */
  touches: readonly QueryKey[];
  /** What differs when it is made. */
  shows: readonly Difference[];
  /** Shown instead, where what it does is no difference of documents. */
  preview?: ReactNode;
  send: (reason: string) => Promise<unknown>;
  /** After a lost race: what came between, and the same change on top of it. */
  upon?: () => Promise<Newer>;
}

/** A version that somebody else wrote meanwhile. */
export interface Newer {
  version: number;
  made: ChangeMade;
  /** What differs in it from the version that was seen. */
  theirs: readonly Difference[];
  /** Ours, made to it. */
  ours: Change;
}

/** A document in a version of it. */
export interface Version<Document> {
  version: number;
  document: Document;
  change: ChangeMade;
}

/** How a document is changed: `edit` says what becomes of it, so that the same can be done to a
 * newer version. */
export interface Editing<Document> {
  edit: (document: Document) => Document;
  newest: () => Promise<Version<Document>>;
  send: (written: { document: Document; version: number; reason: string }) => Promise<unknown>;
  /** What differs between two of them, where fields do not tell it well. */
  tell?: (before: Document, after: Document) => Difference[];
}

/** The same change, which also tells a form what the API found wrong with its fields: nothing once
 * it is made. */
export function telling(change: Change, tell: (problems: readonly FieldProblem[]) => void): Change {
  const { upon } = change;
  return {
    ...change,
    send: async (reason) => {
      try {
        await change.send(reason);
        tell([]);
      } catch (fault) {
        tell(wrongIn(asProblem(fault)));
        throw fault;
      }
    },
    ...(upon && {
      upon: async () => {
        const newer = await upon();
        return { ...newer, ours: telling(newer.ours, tell) };
      },
    }),
  };
}

/** What is wrong with which field: of a key that is taken, the key. */
function wrongIn({ code, detail, errors }: Problem): readonly FieldProblem[] {
  return code === TAKEN ? [{ field: "key", detail }] : errors;
}

type Words = Omit<Change, "shows" | "send" | "upon">;

/** The change that an edit makes to the version that was seen. */
export function changeOf<Document>(
  words: Words,
  seen: Version<Document>,
  editing: Editing<Document>,
): Change {
  const document = editing.edit(seen.document);
  const tell = editing.tell ?? differences;
  return {
    ...words,
    shows: tell(seen.document, document),
    send: (reason) => editing.send({ document, version: seen.version, reason }),
    upon: async () => {
      const newest = await editing.newest();
      const theirs = tell(seen.document, newest.document);
      const ours = changeOf(words, newest, editing);
      return { version: newest.version, made: newest.change, theirs, ours };
    },
  };
}
