/** Who is signed in: an admin key, kept by this tab alone until it is closed. */

import { useSyncExternalStore } from "react";

const PLACE = "burgee.key";
const listeners = new Set<() => void>();

export const session = {
  /** The key; null where nobody is signed in. */
  get key(): string | null {
    return sessionStorage.getItem(PLACE);
  },

  signIn(key: string): void {
    sessionStorage.setItem(PLACE, key);
    tell();
  },

  signOut(): void {
    sessionStorage.removeItem(PLACE);
    tell();
  },
};

/** Whether somebody is signed in; renders again when that changes. */
export function useIsSignedIn(): boolean {
  return useSyncExternalStore(listen, () => session.key !== null);
}

function listen(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

function tell(): void {
  for (const listener of listeners) listener();
}
