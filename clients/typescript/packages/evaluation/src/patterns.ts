/** Regular expressions in RE2's dialect, which no text makes slow. */

import { createRequire } from "node:module";

import type { ExactJson } from "./json.js";
import type { Test } from "./predicates.js";

interface Pattern {
  test(text: string): boolean;
}

interface Re2 {
  readonly RE2JS: { compile(pattern: string): Pattern };
}

/** Not imported above: it takes longer to load than all of this, and few rulesets have patterns. */
const load = createRequire(import.meta.url);

/** Whether a text holds a match anywhere; one with half of a surrogate pair never does. */
export function makePatternTest(value: ExactJson): Test {
  const { RE2JS } = load("re2js") as Re2;
  const pattern = RE2JS.compile(value as string);
  return (found) => typeof found === "string" && found.isWellFormed() && pattern.test(found);
}
