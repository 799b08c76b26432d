/** Texts that are put into a list: typed one by one, or pasted many at once. */

const BETWEEN = /[,;\n\r\t]/;

/** Whether what is pasted is more than one. */
export function isSeveral(pasted: string): boolean {
  return BETWEEN.test(pasted.trim());
}

/** The list with what was typed; what is there already is not added again. */
export function withEntry(values: readonly string[], typed: string): string[] {
  return withAll(values, [typed]);
}

/** The list with all that was pasted: each on a line of its own, or between commas. */
export function withEntries(values: readonly string[], pasted: string): string[] {
  return withAll(values, pasted.split(BETWEEN));
}

function withAll(values: readonly string[], added: readonly string[]): string[] {
  const written = added.map((entry) => entry.trim()).filter((entry) => entry !== "");
  return [...new Set([...values, ...written])];
}
