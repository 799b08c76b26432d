/** The console's own flags, evaluated as those of any application: what each is without an answer,
 * and its answer for whoever is signed in, once there is one. */

import { createContext, useContext } from "react";

/** Key -> what holds in a deployment that has no such flag. */
export const OWN_FLAGS = {
  /** How soon what runs is looked at again. */
  "console-refresh-seconds": 5,
  /** Whether results show the posterior where it decides nothing. */
  "console-posterior": true,
} as const;

type OwnFlags = typeof OWN_FLAGS;

/** What each of them is now. */
export type OwnAnswers = { -readonly [Key in keyof OwnFlags]: Widened<OwnFlags[Key]> };

type Widened<Value> = Value extends boolean ? boolean : number;

/** Nobody waits for longer than it takes to read a page, and no API is asked all the time. */
const LEAST_SECONDS = 2;

export const OwnAnswersContext = createContext<OwnAnswers>(OWN_FLAGS);

/** The answer of one of them; renders again when it changes. */
export function useOwnFlag<Key extends keyof OwnAnswers>(key: Key): OwnAnswers[Key] {
  return useContext(OwnAnswersContext)[key];
}

/** After how many milliseconds what runs is looked at again. */
export function useRefreshMs(): number {
  return 1_000 * Math.max(useOwnFlag("console-refresh-seconds"), LEAST_SECONDS);
}
