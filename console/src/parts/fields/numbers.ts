/** Numbers as people type them. */

/** Grouped as `1,000,000`, or plain; with a point before its decimals. */
const NUMBER = /^[-+]?(?=\.?\d)(\d{1,3}(,\d{3})+|\d*)(\.\d*)?(e[-+]?\d+)?$/i;
/** As many digits as a product with 100 keeps. */
const DIGITS = 12;

/** The number that was typed: null for nothing, undefined for what is no number. `scale`: how many
 * of what is typed are 1, as 100 for percent. */
export function numberTyped(text: string, scale = 1): number | null | undefined {
  const plain = text.replaceAll(/\s/g, "");
  if (plain === "") return null;
  if (!NUMBER.test(plain)) return undefined;
  return rounded(Number(plain.replaceAll(",", "")) / scale);
}

/** A number as it would be typed. */
export function typedNumber(value: number | null, scale = 1): string {
  return value === null ? "" : String(rounded(value * scale));
}

function rounded(value: number): number {
  return Number(value.toPrecision(DIGITS));
}
