/** A hypothesis in its three parts, and as the one text that is kept. */

export interface Hypothesis {
  /** What is changed. */
  what: string;
  /** What is expected of it, and how much. */
  expected: string;
  /** Why that is to be expected. */
  why: string;
}

const PARTS = /^(?<what>[^\n]*)\nWe expect: (?<expected>[^\n]*)\nBecause: (?<why>[^\n]*)$/;

/** The parts of a text that was written as such; null where it was written freely. */
export function partsOfHypothesis(text: string): Hypothesis | null {
  if (text === "") return { what: "", expected: "", why: "" };
  const found = PARTS.exec(text)?.groups;
  if (!found) return null;
  return { what: found["what"] ?? "", expected: found["expected"] ?? "", why: found["why"] ?? "" };
}

/** The text of these parts; empty where all of them are. */
export function hypothesisOf({ what, expected, why }: Hypothesis): string {
  if (!what && !expected && !why) return "";
  const [first, second, third] = [what, expected, why].map((part) => part.replaceAll("\n", " "));
  return `${first}\nWe expect: ${second}\nBecause: ${third}`;
}
