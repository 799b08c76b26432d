/** Who is signed in, kept by this tab alone until it is closed: an admin key, or a person. */

import { useSyncExternalStore } from "react";

/** Somebody who signed in with a name, by the tokens that they were given. */
export interface Person {
  /** Says who they are, to Burgee. */
  idToken: string;
  /** Brings the next one. */
  refreshToken: string;
  /** When the first one ends, in milliseconds. */
  endsAt: number;
}

const KEY = "burgee.key";
const PERSON = "burgee.person";
const listeners = new Set<() => void>();
/** Read once, as every call asks for it. */
let person: Person | null | undefined;
let notice = "";

export const session = {
  /** The key; null where nobody is signed in with one. */
  get key(): string | null {
    return sessionStorage.getItem(KEY);
  },

  /** The person; null where nobody is signed in with a name. */
  get person(): Person | null {
    person ??= JSON.parse(sessionStorage.getItem(PERSON) ?? "null") as Person | null;
    return person;
  },

  /** Why somebody who was signed in is not any more, as a sentence. */
  get notice(): string {
    return notice;
  },

  signIn(key: string): void {
    forget();
    sessionStorage.setItem(KEY, key);
    tell();
  },

  /** Also with the tokens that take the place of others of the same person. */
  signInAs(somebody: Person): void {
    forget();
    person = somebody;
    sessionStorage.setItem(PERSON, JSON.stringify(somebody));
    tell();
  },

  signOut(why = ""): void {
    forget();
    notice = why;
    tell();
  },
};

/** Whether somebody is signed in; renders again when that changes. */
export function useIsSignedIn(): boolean {
  return useSyncExternalStore(listen, () => session.key !== null || session.person !== null);
}

function forget(): void {
  sessionStorage.removeItem(KEY);
  sessionStorage.removeItem(PERSON);
  person = null;
  notice = "";
}

function listen(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

function tell(): void {
  for (const listener of listeners) listener();
}
