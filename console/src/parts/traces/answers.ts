/** What a flag answered, in words. */

/** OpenFeature's reasons, and what they mean. */
const REASONS: Readonly<Record<string, string>> = {
  STATIC: "the same for everybody",
  DEFAULT: "nothing else was for this unit",
  TARGETING_MATCH: "this unit is meant",
  SPLIT: "drawn by chance",
  DISABLED: "the flag is off",
  ERROR: "it cannot be answered",
};

/** `SPLIT: drawn by chance`. */
export function reasonInWords(reason: string): string {
  const words = REASONS[reason];
  return words ? `${reason}: ${words}` : reason;
}

/** A value as JSON; where there is none, what the application does. */
export function valueShown(value: unknown): string {
  return value == null ? "the default in your code" : JSON.stringify(value);
}
