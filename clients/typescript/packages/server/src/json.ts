/** The JSON of what `make` gives; undefined for what JSON cannot say: something that contains
 * itself, a bigint, an attribute that throws when it is read. */
export function jsonOf(make: () => unknown): string | undefined {
  try {
    return JSON.stringify(make());
  } catch {
    return undefined;
  }
}
