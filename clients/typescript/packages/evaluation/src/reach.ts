/** What documents lead to, by way of others. */

/**
 * The documents of these keys and of all that they lead to, each found once. Those that do not
 * exist are left out; circles are walked once.
 */
export function withinReach<T>(
  keys: readonly string[],
  find: (key: string) => T | undefined,
  leadsTo: (document: T) => readonly string[],
): T[] {
  const found: T[] = [];
  const seen = new Set(keys);
  for (const key of seen) {
    const document = find(key);
    if (document === undefined) continue;
    found.push(document);
    for (const onward of leadsTo(document)) seen.add(onward); // walked by this very loop
  }
  return found;
}
