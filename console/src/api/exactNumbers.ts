/** Numbers keep the form in which they were written: 10.0 stays 10.0, and a long one its digits.
 *
 * JavaScript reads both as its own numbers. What it would write otherwise is remembered beside the
 * number, in the object that holds it, and written again while the number is still the same. */

declare global {
  interface JSON {
    /** ES2026; a browser without it writes numbers as JavaScript does. */
    rawJSON?: (text: string) => unknown;
  }
}

type Spelled = Record<string, string>;
type Context = { source?: string } | undefined;
type Reading = (this: unknown, name: string, value: unknown, context?: Context) => unknown;

const SPELLED = Symbol("numbers as they were written");

/** JSON as JavaScript reads it, which `exactly` writes as it was. */
export function readExactly(text: string): unknown {
  const read: Reading = function (name, value, context) {
    const source = context?.source;
    if (typeof value === "number" && source !== undefined && source !== String(value)) {
      remember(this, name, source);
    }
    return value;
  };
  return JSON.parse(text, read);
}

/** A value as JSON, with numbers in the form in which they were read. */
export function exactly(value: unknown, indentation?: number): string {
  const written = function (this: unknown, name: string, one: unknown) {
    const source = spelledIn(this)[name];
    const isSame = typeof one === "number" && source !== undefined && Number(source) === one;
    return isSame && JSON.rawJSON ? JSON.rawJSON(source) : one;
  };
  return JSON.stringify(value, written, indentation);
}

function remember(holder: unknown, name: string, source: string): void {
  const spelled = { ...spelledIn(holder), [name]: source };
  // Enumerable, so that `{...holder}` has it too; JSON and Object.keys pass symbols over.
  Object.assign(holder as object, { [SPELLED]: spelled });
}

function spelledIn(holder: unknown): Spelled {
  const spelled = (holder as { [SPELLED]?: Spelled } | null)?.[SPELLED];
  return spelled ?? {};
}

/** One part of a value as JSON, as it was written. */
export function spelled(holder: object, name: string): string {
  const value = (holder as Record<string, unknown>)[name];
  const source = spelledIn(holder)[name];
  return source !== undefined && Number(source) === value ? source : exactly(value);
}
