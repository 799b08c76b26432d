const ASKED_AGAIN_MS = 50;

/** What `ask` answers as soon as it is neither false nor undefined; rejects after `withinMs`. */
export async function eventually<T>(
  ask: () => T | Promise<T>,
  what: string,
  withinMs = 20_000,
): Promise<Exclude<T, undefined | false>> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    const found = await ask();
    if (found !== undefined && found !== false) return found as Exclude<T, undefined | false>;
    if (Date.now() > deadline) throw new Error(`${what}: not within ${withinMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, ASKED_AGAIN_MS));
  }
}
